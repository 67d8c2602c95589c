import {
  type KeyedProvider,
  type SavedModel,
  type Price,
  keyedProviderSchema,
  ownPriceSchema,
} from "../../shared/domain/model.ts";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { orpc, problemOf } from "../engine-client/index.ts";
import {
  Button,
  Dialog,
  Select,
  TextField,
  Badge,
  ErrorState,
  IconButton,
  Skeleton,
  toastProblem,
} from "../ui/index.ts";
import { providers } from "../../shared/domain/provider.ts";
import styles from "./settings.module.css";
import { Pencil, Plus, Undo2 } from "lucide-react";
import { useCommand } from "../shell/commands.ts";
import { useCanWrite } from "../shell/selection.ts";

/** One model's price in the list; `source` null is a model of the project whose price is unknown. */
interface PriceRow {
  key: string;
  provider: KeyedProvider;
  model: string;
  source: Price["source"] | null;
  input: number | null;
  output: number | null;
  words: string;
  /** True when the project has this model. */
  used: boolean;
}

/** `-2025-04-14`, `-20250929`, `-001`: the price of a snapshot is that of the model named before it. */
const snapshotSuffix = /-(\d{4}-\d{2}-\d{2}|\d{8}|\d{3})$/;

/** The project's own models first, those without a price included; then the rest of the list. */
export function priceRows(prices: readonly Price[], models: readonly SavedModel[]): PriceRow[] {
  const rows = new Map<string, PriceRow>();
  for (const price of prices) {
    const key = `${price.provider}/${price.model}`;
    const before = rows.get(key);
    if (before)
      before.words = before.words.replace(
        " · shipped",
        (shipped) => `, above that ${formatPricePair(price)}${shipped}`,
      );
    else rows.set(key, { ...price, key, words: formatPrice(price), used: false });
  }
  for (const { provider, model } of models) {
    if (provider === "scripted") continue;
    const known = rows.get(`${provider}/${model}`) ?? rows.get(`${provider}/${model.replace(snapshotSuffix, "")}`);
    if (known) known.used = true;
    else {
      const key = `${provider}/${model}`;
      const unknown = { key, provider, model, source: null, input: null, output: null, used: true };
      rows.set(key, { ...unknown, words: "its replays are shown without a cost" });
    }
  }
  return [...rows.values()].sort((a, b) => Number(b.used) - Number(a.used));
}

function formatPrice(price: Price): string {
  const upTo = price.upTo === null ? "" : `up to ${price.upTo.toLocaleString("en")} tokens `;
  return `${upTo}${formatPricePair(price)} · ${price.source} · ${price.date}`;
}

function formatPricePair({ input, output }: Pick<Price, "input" | "output">): string {
  return `$${input} in, $${output} out`;
}

/** The person's own price of a model, per million tokens. */
function PriceDialog({ row, onClose }: { row: PriceRow | null; onClose: () => void }) {
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

/** What the models cost: those of the project first, every shipped price on request. */
export function PricesSection() {
  const prices = useQuery(orpc.prices.list.queryOptions());
  const models = useQuery(orpc.models.list.queryOptions());
  const canWrite = useCanWrite();
  const [editing, setEditing] = useState<PriceRow | "new" | null>(null);
  const [all, setAll] = useState(false);
  const startNew = () => setEditing("new");
  useCommand({ id: "price-new", title: "Add a price…", group: "Settings", run: startNew, enabled: canWrite });
  const rows = prices.data && models.data ? priceRows(prices.data, models.data) : null;
  const shown = rows?.filter((row) => all || row.used || row.source === "yours") ?? [];
  const hidden = (rows?.length ?? 0) - shown.length;
  return (
    <section aria-labelledby="prices-heading" className={styles.section}>
      <div className={styles.heading}>
        <h2 id="prices-heading">Prices</h2>
        <Button icon={<Plus aria-hidden="true" />} onClick={startNew} disabled={!canWrite}>
          Add price
        </Button>
      </div>
      <p className={styles.intro}>
        US dollars per million tokens, for estimates and costs. Yours win over the shipped list and count from now on.
      </p>
      {(prices.isPending || models.isPending) && <Skeleton label="Reading the prices" rows={3} />}
      {prices.isError && (
        <ErrorState
          title="The prices could not be read"
          message={problemOf(prices.error).message}
          onRetry={() => void prices.refetch()}
        />
      )}
      {shown.length > 0 && (
        <ul className={styles.rows}>
          {shown.map((row) => (
            <PriceLine key={row.key} row={row} canWrite={canWrite} onEdit={() => setEditing(row)} />
          ))}
        </ul>
      )}
      {(hidden > 0 || all) && (
        <Button look="quiet" className={styles.more} aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? "Show fewer prices" : `Show ${hidden} more shipped prices`}
        </Button>
      )}
      {editing !== null && <PriceDialog row={editing === "new" ? null : editing} onClose={() => setEditing(null)} />}
    </section>
  );
}

function PriceLine({ row, canWrite, onEdit }: { row: PriceRow; canWrite: boolean; onEdit: () => void }) {
  const remove = useMutation(
    orpc.prices.remove.mutationOptions({ onError: (error) => toastProblem("The price could not be removed", error) }),
  );
  const { provider, model } = row;
  return (
    <li className={styles.row}>
      <div className={styles.words}>
        <div className={styles.line}>
          <span className={styles.name} title={model}>
            {model}
          </span>
          {row.source === "yours" && <Badge tone="accent">yours</Badge>}
          {row.source === null && <Badge tone="warn">price unknown</Badge>}
        </div>
        <div className={styles.detail} title={row.words}>
          {providers[provider].name} · {row.words}
        </div>
      </div>
      {row.source === "yours" && (
        <IconButton
          label={`Take your price of ${model} away`}
          icon={<Undo2 aria-hidden="true" />}
          disabled={!canWrite || remove.isPending}
          onClick={() => remove.mutate({ provider, model })}
        />
      )}
      <IconButton
        label={`Edit the price of ${model}`}
        icon={<Pencil aria-hidden="true" />}
        onClick={onEdit}
        disabled={!canWrite}
      />
    </li>
  );
}
