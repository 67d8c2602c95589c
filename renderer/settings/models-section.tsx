import { useMutation, useQuery } from "@tanstack/react-query";
import { Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import type { SavedModel } from "../../shared/domain/model.ts";
import { useCommand } from "../app/commands.ts";
import { useCanWrite } from "../app/use-can-write.ts";
import { orpc, problemOf } from "../engine-client/index.ts";
import { Badge, Button, confirm, EmptyState, ErrorState, IconButton, Skeleton, toastProblem } from "../ui/index.ts";
import { ModelDialog } from "./model-dialog.tsx";
import { providers } from "./providers.ts";
import { settingsInWords } from "./settings-words.ts";
import styles from "./settings.module.css";

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
          {settingsInWords(model.settings) !== "" && ` · ${settingsInWords(model.settings)}`}
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
