import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { EmbeddingSpec, JudgeChoice } from "../../shared/domain/judge.ts";
import { useCanWrite } from "../app/use-can-write.ts";
import { orpc, problemOf } from "../engine-client/index.ts";
import { Button, ErrorState, Select, Skeleton, TextArea, toastProblem } from "../ui/index.ts";
import { EmbeddingDialog } from "./embedding-dialog.tsx";
import { JudgeAgreement } from "./judge-agreement.tsx";
import { providers } from "./providers.ts";
import styles from "./settings.module.css";

const NONE = "none";
const LOCAL = "local";
const OTHER = "other";
const KEPT = "kept";

const local: EmbeddingSpec = { provider: "scripted", model: "word-hashes", baseUrl: null };

/** Which model decides graded checks, what it is told beside the check, and how far people agree with it. */
export function JudgeSection() {
  const judge = useQuery(orpc.judges.get.queryOptions());
  return (
    <section aria-labelledby="judge-heading" className={styles.section}>
      <div className={styles.heading}>
        <h2 id="judge-heading">Judge</h2>
      </div>
      <p className={styles.intro}>
        The model that decides checks such as llm-rubric. What it was asked stands with each of its verdicts, and a
        person’s verdict outranks it. Its calls count towards a replay’s limits.
      </p>
      {judge.isPending && <Skeleton label="Reading the judge" rows={3} />}
      {judge.isError && (
        <ErrorState
          title="The judge could not be read"
          message={problemOf(judge.error).message}
          onRetry={() => void judge.refetch()}
        />
      )}
      {judge.data !== undefined && <JudgeForm choice={judge.data} />}
      <JudgeAgreement />
    </section>
  );
}

function JudgeForm({ choice }: { choice: JudgeChoice }) {
  const models = useQuery(orpc.models.list.queryOptions());
  const canWrite = useCanWrite();
  const [adding, setAdding] = useState(false);
  const [instructions, setInstructions] = useState<string | null>(null);
  const save = useMutation(
    orpc.judges.save.mutationOptions({
      onSuccess: () => setAdding(false),
      onError: (error) => toastProblem("The judge could not be saved", error),
    }),
  );
  const change = (part: Partial<JudgeChoice>) => save.mutate({ ...choice, ...part });
  const { embedding } = choice;
  const isLocal = embedding?.provider === "scripted";
  const kept = embedding !== null && !isLocal ? [{ value: KEPT, label: embeddingName(embedding) }] : [];
  const disabled = !canWrite || save.isPending;
  return (
    <>
      <div className={styles.pair}>
        <div className={styles.labelled}>
          <span className={styles.label} aria-hidden="true">
            Judge model
          </span>
          <Select
            label="Judge model"
            value={choice.modelId ?? NONE}
            disabled={disabled}
            options={[
              { value: NONE, label: "None" },
              ...(models.data ?? []).map((model) => ({ value: model.id, label: model.name })),
            ]}
            onValue={(value) => change({ modelId: value === NONE ? null : value })}
          />
        </div>
        <div className={styles.labelled}>
          <span className={styles.label} aria-hidden="true">
            Embedding model, for checks by similarity
          </span>
          <Select
            label="Embedding model"
            value={embedding === null ? NONE : isLocal ? LOCAL : KEPT}
            disabled={disabled}
            options={[
              { value: NONE, label: "None" },
              { value: LOCAL, label: "Shared words, without a model" },
              ...kept,
              { value: OTHER, label: "Another model…" },
            ]}
            onValue={(value) => {
              if (value === OTHER) setAdding(true);
              else if (value !== KEPT) change({ embedding: value === LOCAL ? local : null });
            }}
          />
        </div>
      </div>
      <TextArea
        label="Own instructions"
        rows={3}
        value={instructions ?? choice.instructions}
        disabled={!canWrite}
        placeholder="Added to every question, for example: Write the reason in German."
        onValue={setInstructions}
      />
      {instructions !== null && instructions.trim() !== choice.instructions && (
        <div className={styles.line}>
          <Button
            look="primary"
            disabled={disabled}
            onClick={() => save.mutate({ ...choice, instructions }, { onSuccess: () => setInstructions(null) })}
          >
            Save instructions
          </Button>
          <Button look="quiet" onClick={() => setInstructions(null)}>
            Discard
          </Button>
        </div>
      )}
      {adding && (
        <EmbeddingDialog
          embedding={isLocal ? null : embedding}
          problem={save.isError ? problemOf(save.error).message : null}
          onSave={(next) => change({ embedding: next })}
          onClose={() => setAdding(false)}
        />
      )}
    </>
  );
}

function embeddingName({ provider, model }: EmbeddingSpec): string {
  return `${providers[provider].name} · ${model}`;
}
