import { problemOf, orpc } from "../engine-client/index.ts";
import styles from "./settings.module.css";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { providerSchema, type SavedModel } from "../../shared/domain/model.ts";
import { providers } from "../../shared/domain/provider.ts";
import {
  Button,
  Checkbox,
  Dialog,
  Select,
  TextField,
  Badge,
  confirm,
  EmptyState,
  ErrorState,
  IconButton,
  Skeleton,
  toastProblem,
} from "../ui/index.ts";
import { type ModelForm, readModelForm, toModelForm } from "./model-form.ts";
import { Pencil, Plus, Trash2 } from "lucide-react";
import { useCommand } from "../shell/commands.ts";
import { useCanWrite } from "../shell/selection.ts";
import { formatModelSettings } from "../../shared/format/values.ts";

/** Servers that speak OpenAI's protocol, at the addresses they listen on unless told otherwise. */
const compatibleServers: readonly { name: string; address: string }[] = [
  { name: "Ollama", address: "http://127.0.0.1:11434/v1" },
  { name: "LM Studio", address: "http://127.0.0.1:1234/v1" },
  { name: "llama.cpp", address: "http://127.0.0.1:8080/v1" },
  { name: "vLLM", address: "http://127.0.0.1:8000/v1" },
  { name: "OpenRouter", address: "https://openrouter.ai/api/v1" },
];

interface ModelTest {
  isPending: boolean;
  error: unknown;
  data: { ok: boolean; message: string } | undefined;
}

/** How the small call went. Keeps its line, so that nothing moves when the answer comes. */
function TestResult({ test }: { test: ModelTest }) {
  const failure = test.error === null ? null : problemOf(test.error).message;
  return (
    <p role="status" className={failure !== null || test.data?.ok === false ? styles.bad : styles.good}>
      {test.isPending && <span className={styles.waiting}>Making one small call…</span>}
      {failure !== null && `✗ ${failure}`}
      {test.data !== undefined && `${test.data.ok ? "✓" : "✗"} ${test.data.message}`}
    </p>
  );
}

/** Adds a model, or changes one. Testing it makes one small call with what is typed now. */
function ModelDialog({ model, onClose }: { model: SavedModel | null; onClose: () => void }) {
  const [form, setForm] = useState<ModelForm>(() => toModelForm(model));
  const [isTried, setIsTried] = useState(false);
  const read = readModelForm(form);
  const problems = isTried && "problems" in read ? read.problems : {};
  const save = useMutation(orpc.models.save.mutationOptions({ onSuccess: onClose }));
  const test = useMutation(orpc.models.test.mutationOptions());
  const change = (part: Partial<ModelForm>) => {
    test.reset();
    setForm((now) => ({ ...now, ...part }));
  };
  const give = () => {
    setIsTried(true);
    if ("spec" in read) save.mutate({ ...read.spec, id: model?.id ?? null, isDefault: form.isDefault });
  };
  const tryOut = () => {
    setIsTried(true);
    if ("spec" in read) {
      const { provider, model: name, baseUrl, settings } = read.spec;
      test.mutate({ provider, model: name, baseUrl, settings, id: model?.id ?? null });
    }
  };
  const { modelExample, address: usualAddress } = providers[form.provider];
  return (
    <Dialog
      open
      onClose={onClose}
      title={model === null ? "Add model" : `Edit ${model.name}`}
      width={560}
      actions={
        <>
          <Button className={styles.testButton} onClick={tryOut} disabled={test.isPending}>
            {test.isPending ? "Testing…" : "Test"}
          </Button>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" onClick={give} disabled={save.isPending}>
            {model === null ? "Add model" : "Save model"}
          </Button>
        </>
      }
    >
      <div className={styles.pair}>
        <div className={styles.labelled}>
          <span className={styles.label} aria-hidden="true">
            Provider
          </span>
          <Select
            label="Provider"
            value={form.provider}
            options={providerSchema.options.map((id) => ({ value: id, label: providers[id].name }))}
            onValue={(provider) => change({ provider })}
          />
        </div>
        <TextField
          label={form.provider === "scripted" ? "Rules file" : "Model id"}
          mono
          value={form.model}
          placeholder={modelExample}
          error={problems.model}
          hint={
            form.provider === "scripted" ? "A path, from the project's folder. No calls leave this machine." : undefined
          }
          onValue={(text) => change({ model: text })}
        />
      </div>
      {form.provider !== "scripted" && (
        <div className={styles.stack}>
          <TextField
            label={usualAddress === null ? "Address" : "Address (leave empty for the usual one)"}
            mono
            value={form.baseUrl}
            placeholder={usualAddress ?? "http://127.0.0.1:11434/v1"}
            error={problems.baseUrl}
            onValue={(baseUrl) => change({ baseUrl })}
          />
          {form.provider === "openai-compatible" && (
            <div className={styles.presets} role="group" aria-label="Usual addresses">
              <span className={styles.label}>Usual address of</span>
              {compatibleServers.map(({ name, address }) => (
                <button
                  key={name}
                  type="button"
                  className={styles.preset}
                  title={address}
                  onClick={() => change({ baseUrl: address })}
                >
                  {name}
                </button>
              ))}
            </div>
          )}
        </div>
      )}
      <div className={styles.four}>
        <TextField
          label="Temperature"
          inputMode="decimal"
          placeholder="default"
          value={form.temperature}
          error={problems.temperature}
          onValue={(temperature) => change({ temperature })}
        />
        <TextField
          label="Top p"
          inputMode="decimal"
          placeholder="default"
          value={form.topP}
          error={problems.topP}
          onValue={(topP) => change({ topP })}
        />
        <TextField
          label="Max tokens"
          inputMode="numeric"
          placeholder="default"
          value={form.maxOutputTokens}
          error={problems.maxOutputTokens}
          onValue={(maxOutputTokens) => change({ maxOutputTokens })}
        />
        <TextField
          label="Seed"
          inputMode="numeric"
          placeholder="none"
          value={form.seed}
          error={problems.seed}
          onValue={(seed) => change({ seed })}
        />
      </div>
      <Checkbox
        label="Thinking written into replies is part of them (else it is kept apart, unseen by checks and judges)"
        checked={form.thinkingInReply}
        onValue={(thinkingInReply) => change({ thinkingInReply })}
      />
      {form.provider !== "scripted" && (
        <div className={styles.pair}>
          <TextField
            label="Requests per minute"
            inputMode="numeric"
            placeholder="no limit"
            value={form.requestsPerMinute}
            error={problems.requestsPerMinute}
            onValue={(requestsPerMinute) => change({ requestsPerMinute })}
          />
          <TextField
            label="Tokens per minute"
            inputMode="numeric"
            placeholder="no limit"
            value={form.tokensPerMinute}
            error={problems.tokensPerMinute}
            onValue={(tokensPerMinute) => change({ tokensPerMinute })}
          />
        </div>
      )}
      <div className={styles.pair}>
        <TextField
          label="Name"
          value={form.name}
          placeholder={form.model || "as the model id"}
          maxLength={100}
          error={problems.name}
          onValue={(name) => change({ name })}
        />
        <div className={styles.atFoot}>
          <Checkbox
            label="Default model for replays"
            checked={form.isDefault}
            onValue={(isDefault) => change({ isDefault })}
          />
        </div>
      </div>
      <TestResult test={test} />
      {save.isError && (
        <p role="alert" className={styles.bad}>
          The model was not saved: {problemOf(save.error).message}
        </p>
      )}
    </Dialog>
  );
}

/** The models that can be picked for a replay. */
export function ModelsSection() {
  const models = useQuery(orpc.models.list.queryOptions());
  const canWrite = useCanWrite();
  const [editing, setEditing] = useState<SavedModel | "new" | null>(null);
  const startNew = () => setEditing("new");
  useCommand({ id: "model-new", title: "Add a model…", group: "Settings", run: startNew, enabled: canWrite });
  const addButton = (
    <Button icon={<Plus aria-hidden="true" />} onClick={startNew} disabled={!canWrite}>
      Add model
    </Button>
  );
  return (
    <section aria-labelledby="models-heading" className={styles.section}>
      <div className={styles.heading}>
        <h2 id="models-heading">Models</h2>
        {models.data !== undefined && models.data.length > 0 && addButton}
      </div>
      <p className={styles.intro}>A replay calls one of these with its settings. The default one is chosen for you.</p>
      {models.isPending && <Skeleton label="Reading the models" rows={3} />}
      {models.isError && (
        <ErrorState
          title="The models could not be read"
          message={problemOf(models.error).message}
          onRetry={() => void models.refetch()}
        />
      )}
      {models.data?.length === 0 && (
        <EmptyState text="Add the model that your chatbot runs on, so that replays can call it." action={addButton} />
      )}
      {models.data !== undefined && models.data.length > 0 && (
        <ul className={styles.rows}>
          {models.data.map((model) => (
            <ModelRow key={model.id} model={model} canWrite={canWrite} onEdit={() => setEditing(model)} />
          ))}
        </ul>
      )}
      {editing !== null && <ModelDialog model={editing === "new" ? null : editing} onClose={() => setEditing(null)} />}
    </section>
  );
}

function ModelRow({ model, canWrite, onEdit }: { model: SavedModel; canWrite: boolean; onEdit: () => void }) {
  const remove = useMutation(
    orpc.models.remove.mutationOptions({ onError: (error) => toastProblem("The model could not be removed", error) }),
  );
  const save = useMutation(
    orpc.models.save.mutationOptions({ onError: (error) => toastProblem("The default could not be changed", error) }),
  );
  const askToRemove = async () => {
    const yes = await confirm({
      title: `Remove the model “${model.name}”?`,
      text: "Runs that were made with it are kept, with everything they recorded.",
      action: "Remove model",
      danger: true,
    });
    if (yes) remove.mutate({ id: model.id });
  };
  const where = model.baseUrl ?? "";
  return (
    <li className={styles.row}>
      <div className={styles.words}>
        <div className={styles.line}>
          <span className={styles.name} title={model.name}>
            {model.name}
          </span>
          {model.isDefault && <Badge tone="accent">default</Badge>}
        </div>
        <div className={styles.detail} title={`${model.provider}/${model.model} ${where}`}>
          {providers[model.provider].name} · {model.model}
          {where !== "" && ` · ${where}`}
          {formatModelSettings(model.settings) !== "" && ` · ${formatModelSettings(model.settings)}`}
        </div>
      </div>
      {!model.isDefault && (
        <Button
          look="quiet"
          disabled={!canWrite}
          onClick={() => save.mutate({ ...model, isDefault: true })}
          aria-label={`Make ${model.name} the default`}
        >
          Make default
        </Button>
      )}
      <IconButton
        label={`Edit ${model.name}`}
        icon={<Pencil aria-hidden="true" />}
        onClick={onEdit}
        disabled={!canWrite}
      />
      <IconButton
        label={`Remove ${model.name}`}
        icon={<Trash2 aria-hidden="true" />}
        onClick={() => void askToRemove()}
        disabled={!canWrite}
      />
    </li>
  );
}
