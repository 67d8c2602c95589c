import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { JudgeCall, JudgedBy as Judges } from "../../../shared/domain/judge.ts";
import { plural } from "../../../shared/rules/plural.ts";
import { orpc, problemOf } from "../../engine-client/index.ts";
import { PagedText } from "../../rendering/paged-text.tsx";
import { ErrorState, Skeleton } from "../../ui/index.ts";
import { money } from "../words.ts";
import styles from "./judged-by.module.css";

/** Which model judged and, on demand, exactly what it was asked and answered. */
export function JudgedBy({ judge, of }: { judge: Judges; of: string }) {
  const [open, setOpen] = useState(false);
  return (
    <span className={styles.judged}>
      <span>
        {of === "" ? "" : `${of}: `}judged by {judge.model}
      </span>
      {judge.calls.length > 0 && (
        <button
          type="button"
          className={styles.show}
          aria-expanded={open}
          aria-label={`${open ? "Hide" : "Show"} what ${judge.model} was asked${of === "" ? "" : ` about ${of}`}`}
          onClick={() => setOpen(!open)}
        >
          {open ? "hide what it was asked" : "show what it was asked"}
        </button>
      )}
      {open && <Calls ids={judge.calls} />}
    </span>
  );
}

function Calls({ ids }: { ids: number[] }) {
  const calls = useQuery({
    ...orpc.judges.calls.queryOptions({ input: { ids: ids.slice(0, 200) } }),
    staleTime: Infinity,
  });
  if (calls.isError) {
    return (
      <ErrorState
        title="What the judge was asked could not be read"
        message={problemOf(calls.error).message}
        onRetry={() => void calls.refetch()}
      />
    );
  }
  if (calls.data === undefined) return <Skeleton label="Reading what the judge was asked" rows={4} />;
  return calls.data.map((call) => <Call key={call.id} call={call} />);
}

function Call({ call }: { call: JudgeCall }) {
  const counted = [call.inputTokens, call.outputTokens].every((count) => count !== null);
  const facts = [
    ...(counted ? [`${plural(call.inputTokens ?? 0, "token")} in, ${call.outputTokens ?? 0} out`] : []),
    money(call.cost),
    ...(call.usable ? [] : ["not in the form that was asked for"]),
  ];
  return (
    <span className={styles.call}>
      <span className={styles.part}>Instructions to the judge</span>
      <pre tabIndex={0} aria-label="Instructions to the judge">
        <PagedText text={call.system} />
      </pre>
      <span className={styles.part}>What it was given to judge</span>
      <pre tabIndex={0} aria-label="What the judge was given">
        <PagedText text={call.user} />
      </pre>
      <span className={styles.part}>Its answer · {facts.join(" · ")}</span>
      <pre tabIndex={0} aria-label="The judge’s answer">
        <PagedText text={call.answer} />
      </pre>
    </span>
  );
}
