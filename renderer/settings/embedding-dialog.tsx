import { useState } from "react";
import { embeddingSpecSchema, type EmbeddingSpec } from "../../shared/domain/judge.ts";
import type { KeyedProvider } from "../../shared/domain/model.ts";
import { Button, Dialog, Select, TextField } from "../ui/index.ts";
import { providers } from "./providers.ts";
import styles from "./settings.module.css";

/** Providers that make vectors. */
const able = ["openai", "google", "openai-compatible"] as const satisfies readonly KeyedProvider[];
type Able = (typeof able)[number];

const examples: Record<Able, string> = {
  openai: "text-embedding-3-small",
  google: "gemini-embedding-001",
  "openai-compatible": "nomic-embed-text",
};

interface EmbeddingDialogProps {
  embedding: EmbeddingSpec | null;
  problem: string | null;
  onSave: (embedding: EmbeddingSpec) => void;
  onClose: () => void;
}

/** Names the model that turns texts into vectors; its key is the provider's. */
export function EmbeddingDialog({ embedding, problem, onSave, onClose }: EmbeddingDialogProps) {
  const [provider, setProvider] = useState<Able>(able.find((one) => one === embedding?.provider) ?? "openai");
  const [model, setModel] = useState(embedding?.model ?? "");
  const [baseUrl, setBaseUrl] = useState(embedding?.baseUrl ?? "");
  const [isTried, setIsTried] = useState(false);
  const { usualAddress } = providers[provider];
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
            options={able.map((id) => ({ value: id, label: providers[id].name }))}
            onValue={setProvider}
          />
        </div>
        <TextField
          label="Model id"
          mono
          value={model}
          placeholder={examples[provider]}
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
