import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { SavedModel } from "../../shared/domain/model.ts";
import { orpc, problemOf } from "../engine-client/index.ts";
import { Button, Checkbox, Dialog, Select, TextField } from "../ui/index.ts";
import { type ModelForm, readModelForm, toModelForm } from "./model-form.ts";
import { compatibleServers, providerIds, providers } from "./providers.ts";
import { TestResult } from "./test-result.tsx";
import styles from "./settings.module.css";

/** Adds a model, or changes one. Testing it makes one small call with what is typed now. */
export function ModelDialog({ model, onClose }: { model: SavedModel | null; onClose: () => void }) {
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
  const { modelExample, usualAddress } = providers[form.provider];
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
            options={providerIds.map((id) => ({ value: id, label: providers[id].name }))}
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
