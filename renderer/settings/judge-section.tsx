import {
  type JudgeHumanAgreement,
  embeddingSpecSchema,
  type EmbeddingSpec,
  type JudgeChoice,
} from "../../shared/domain/judge.ts";
import { plural } from "../../shared/format/count.ts";
import { useQuery, useMutation } from "@tanstack/react-query";
import { orpc, problemOf } from "../engine-client/index.ts";
import { ErrorState, Button, Dialog, Select, TextField, Skeleton, TextArea, toastProblem } from "../ui/index.ts";
import styles from "./settings.module.css";
import { useState } from "react";
import type { KeyedProvider } from "../../shared/domain/model.ts";
import { keyedProviderIds, keyedProviders, providers } from "../../shared/domain/provider.ts";
import { useCanWrite } from "../shell/selection.ts";

/** Fewer replies than this say too little of anybody. */
const MIN_REPLIES = 10;

/** "12 replies judged by both: kappa 0.71 (0.40–0.90), substantial", or why nothing can be said yet. */
export function formatAgreement({ table, kappa, interval }: JudgeHumanAgreement): string {
  const replies = table.bothPass + table.judgeOnly + table.personOnly + table.bothFail;
  const judged = `${plural(replies, "reply", "replies")} judged by both`;
  if (replies < MIN_REPLIES) return `${judged}: too few to tell, ${MIN_REPLIES - replies} more would do`;
  if (kappa === null || interval === null)
    return `${judged}: both always said the same thing, so kappa says nothing yet`;
  const [low, high] = interval;
  return `${judged}: kappa ${twoDigits(kappa)} (${twoDigits(low)}–${twoDigits(high)}), ${kappaStrength(kappa)}`;
}

/** How often they part, and which way; empty where they never do. */
export function formatDisagreement({ model, table }: JudgeHumanAgreement): string {
  const judge = table.judgeOnly > 0 ? `${model} passed ${table.judgeOnly} that people call bad` : "";
  const person = table.personOnly > 0 ? `failed ${table.personOnly} that people call good` : "";
  if (judge !== "" && person !== "") return `${judge} and ${person}`;
  return judge !== "" ? judge : person === "" ? "" : `${model} ${person}`;
}

/** Source: Landis and Koch, Biometrics 33, 1977. */
function kappaStrength(kappa: number): string {
  if (kappa < 0) return "worse than chance";
  if (kappa <= 0.2) return "slight";
  if (kappa <= 0.4) return "fair";
  if (kappa <= 0.6) return "moderate";
  return kappa <= 0.8 ? "substantial" : "almost perfect";
}

function twoDigits(value: number): string {
  return value.toFixed(2).replace("-", "−");
}

/** How far each judge agrees with people, so that it can be trusted or not. */
function JudgeAgreement() {
  // People's verdicts announce themselves as changes of runs: read again whenever the screen opens.
  const agreement = useQuery({ ...orpc.judges.agreement.queryOptions(), refetchOnMount: "always" });
  if (agreement.isError) {
    return (
      <ErrorState
        title="The agreement with people could not be read"
        message={problemOf(agreement.error).message}
        onRetry={() => void agreement.refetch()}
      />
    );
  }
  if (agreement.data === undefined) return null;
  if (agreement.data.length === 0) {
    return (
      <p className={styles.detail}>
        No reply has been judged by a judge and a person yet: call replies good or bad, and their agreement stands here.
      </p>
    );
  }
  return (
    <ul className={styles.rows} aria-label="Agreement with people">
      {agreement.data.map((one) => (
        <li key={one.model} className={styles.row}>
          <div className={styles.words}>
            <div className={styles.name} title={one.model}>
              {one.model}
            </div>
            <div className={styles.detail}>{formatAgreement(one)}</div>
            {formatDisagreement(one) !== "" && <div className={styles.detail}>{formatDisagreement(one)}</div>}
          </div>
        </li>
      ))}
    </ul>
  );
}

/** Providers that make vectors. */
const embeddingProviders = keyedProviderIds.filter((id) => keyedProviders[id].embeddingExample !== null);

interface EmbeddingDialogProps {
  embedding: EmbeddingSpec | null;
  problem: string | null;
  onSave: (embedding: EmbeddingSpec) => void;
  onClose: () => void;
}

/** Names the model that turns texts into vectors; its key is the provider's. */
function EmbeddingDialog({ embedding, problem, onSave, onClose }: EmbeddingDialogProps) {
  const [provider, setProvider] = useState<KeyedProvider>(
    embeddingProviders.find((one) => one === embedding?.provider) ?? "openai",
  );
  const [model, setModel] = useState(embedding?.model ?? "");
  const [baseUrl, setBaseUrl] = useState(embedding?.baseUrl ?? "");
  const [isTried, setIsTried] = useState(false);
  const { address: usualAddress, embeddingExample } = keyedProviders[provider];
  const address = baseUrl.trim();
  const read = embeddingSpecSchema.safeParse({ provider, model, baseUrl: address === "" ? null : address });
  const needsAddress = usualAddress === null && address === "";
  const wrong = (field: string, text: string) =>
    isTried && read.error?.issues.some(({ path }) => path[0] === field) ? text : null;
  const give = () => {
    setIsTried(true);
    if (read.success && !needsAddress) onSave(read.data);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="Embedding model"
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" onClick={give}>
            Save model
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
            value={provider}
            options={embeddingProviders.map((id) => ({ value: id, label: providers[id].name }))}
            onValue={setProvider}
          />
        </div>
        <TextField
          label="Model id"
          mono
          value={model}
          placeholder={embeddingExample ?? undefined}
          error={wrong("model", "Which model? Write its id.")}
          onValue={setModel}
        />
      </div>
      <TextField
        label={usualAddress === null ? "Address" : "Address (leave empty for the usual one)"}
        mono
        value={baseUrl}
        placeholder={usualAddress ?? "http://127.0.0.1:11434/v1"}
        error={
          isTried && needsAddress
            ? "This kind of server needs its address."
            : wrong("baseUrl", "An address starts with http:// or https://.")
        }
        onValue={setBaseUrl}
      />
      {problem !== null && (
        <p role="alert" className={styles.bad}>
          The model was not saved: {problem}
        </p>
      )}
    </Dialog>
  );
}

const NO_MODEL = "none";
const LOCAL_EMBEDDING = "local";
const OTHER_EMBEDDING = "other";
const SAVED_EMBEDDING = "kept";

const localEmbedding: EmbeddingSpec = { provider: "scripted", model: "word-hashes", baseUrl: null };

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
  const kept = embedding !== null && !isLocal ? [{ value: SAVED_EMBEDDING, label: embeddingName(embedding) }] : [];
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
            value={choice.modelId ?? NO_MODEL}
            disabled={disabled}
            options={[
              { value: NO_MODEL, label: "None" },
              ...(models.data ?? []).map((model) => ({ value: model.id, label: model.name })),
            ]}
            onValue={(value) => change({ modelId: value === NO_MODEL ? null : value })}
          />
        </div>
        <div className={styles.labelled}>
          <span className={styles.label} aria-hidden="true">
            Embedding model, for checks by similarity
          </span>
          <Select
            label="Embedding model"
            value={embedding === null ? NO_MODEL : isLocal ? LOCAL_EMBEDDING : SAVED_EMBEDDING}
            disabled={disabled}
            options={[
              { value: NO_MODEL, label: "None" },
              { value: LOCAL_EMBEDDING, label: "Shared words, without a model" },
              ...kept,
              { value: OTHER_EMBEDDING, label: "Another model…" },
            ]}
            onValue={(value) => {
              if (value === OTHER_EMBEDDING) setAdding(true);
              else if (value !== SAVED_EMBEDDING)
                change({ embedding: value === LOCAL_EMBEDDING ? localEmbedding : null });
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
