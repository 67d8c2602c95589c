import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { keyedProviderSchema } from "../../shared/domain/model.ts";
import { ownPriceSchema } from "../../shared/domain/price.ts";
import { orpc, problemOf } from "../engine-client/index.ts";
import { Button, Dialog, Select, TextField } from "../ui/index.ts";
import type { PriceRow } from "./price-rows.ts";
import { providers } from "./providers.ts";
import styles from "./settings.module.css";

/** The person's own price of a model, per million tokens. */
export function PriceDialog({ row, onClose }: { row: PriceRow | null; onClose: () => void }) {
  const [provider, setProvider] = useState(row?.provider ?? "openai-compatible");
  const [model, setModel] = useState(row?.model ?? "");
  const [input, setInput] = useState(String(row?.input ?? ""));
  const [output, setOutput] = useState(String(row?.output ?? ""));
  const [isTried, setIsTried] = useState(false);
  const save = useMutation(orpc.prices.save.mutationOptions({ onSuccess: onClose }));
  const read = ownPriceSchema.safeParse({ provider, model, input: toDollars(input), output: toDollars(output) });
  const wrong = (field: string, words: string): string | undefined =>
    isTried && read.error?.issues.some((issue) => issue.path[0] === field) ? words : undefined;
  const give = () => {
    setIsTried(true);
    if (read.success) save.mutate(read.data);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={row === null ? "Add price" : `Price of ${row.model}`}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" onClick={give} disabled={save.isPending}>
            Save price
          </Button>
        </>
      }
    >
      {row === null && (
        <div className={styles.pair}>
          <div className={styles.labelled}>
            <span className={styles.label} aria-hidden="true">
              Provider
            </span>
            <Select
              label="Provider"
              value={provider}
              options={keyedProviderSchema.options.map((id) => ({ value: id, label: providers[id].name }))}
              onValue={setProvider}
            />
          </div>
          <TextField
            label="Model id"
            mono
            value={model}
            placeholder={providers[provider].modelExample}
            error={wrong("model", "Which model? Write its id.")}
            onValue={setModel}
          />
        </div>
      )}
      <div className={styles.pair}>
        <TextField
          label="Dollars per million tokens in"
          inputMode="decimal"
          value={input}
          error={wrong("input", "A number from 0.")}
          onValue={setInput}
        />
        <TextField
          label="Dollars per million tokens out"
          inputMode="decimal"
          value={output}
          error={wrong("output", "A number from 0.")}
          onValue={setOutput}
        />
      </div>
      {save.isError && (
        <p role="alert" className={styles.bad}>
          The price was not saved: {problemOf(save.error).message}
        </p>
      )}
    </Dialog>
  );
}

function toDollars(text: string): number | null {
  return text.trim() === "" ? null : Number(text.trim().replace(",", "."));
}
