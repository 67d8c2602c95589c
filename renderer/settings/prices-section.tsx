import { useMutation, useQuery } from "@tanstack/react-query";
import { Pencil, Plus, Undo2 } from "lucide-react";
import { useState } from "react";
import { useCommand } from "../app/commands.ts";
import { useCanWrite } from "../app/use-can-write.ts";
import { orpc, problemOf } from "../engine-client/index.ts";
import { Badge, Button, ErrorState, IconButton, Skeleton, toastProblem } from "../ui/index.ts";
import { PriceDialog } from "./price-dialog.tsx";
import { type PriceRow, priceRows } from "./price-rows.ts";
import { providers } from "./providers.ts";
import styles from "./settings.module.css";

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
