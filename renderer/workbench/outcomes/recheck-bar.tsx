import { useMutation, useQuery } from "@tanstack/react-query";
import type { Comparison } from "../../../shared/domain/comparison.ts";
import { plural } from "../../../shared/rules/plural.ts";
import { staleInWords } from "../../../shared/rules/stale-words.ts";
import { useCommand } from "../../app/index.ts";
import { useCanWrite } from "../../app/use-can-write.ts";
import { client, orpc, queryClient } from "../../engine-client/index.ts";
import { Button, toastProblem } from "../../ui/index.ts";
import styles from "./outcomes.module.css";

/** That verdicts are older than the checks, and what brings both sides up to date. */
export function RecheckBar({ comparison: { baseline, candidate } }: { comparison: Comparison }) {
  const canWrite = useCanWrite();
  const runIds = [baseline, candidate].flatMap((run) => (run ? [run.id] : []));
  const running = [baseline, candidate].some((run) => run?.progress.status === "running");
  const { data } = useQuery(orpc.runs.stale.queryOptions({ input: { runIds } }));
  const recheck = useMutation({
    mutationFn: async () => {
      for (const runId of runIds) await client.runs.recheck({ runId });
    },
    onError: (error) => toastProblem("The replies could not be checked again", error),
    onSettled: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: orpc.runs.key() }),
        queryClient.invalidateQueries({ queryKey: orpc.compare.key() }),
      ]),
  });
  const stale = data?.conversations ?? 0;
  const ready = stale > 0 && canWrite && !running && !recheck.isPending;
  useCommand({
    id: "recheck",
    title: "Check the recorded replies again by the edited checks",
    group: "Outcomes",
    run: () => recheck.mutate(),
    enabled: ready,
  });
  if (stale === 0) return null;
  return (
    <div className={styles.review} role="group" aria-label="Edited checks">
      <span className={styles.toReview} title={`${staleInWords(stale)} Checking again asks the model nothing.`}>
        Checks edited: {plural(stale, "conversation")}
      </span>
      <Button look="quiet" disabled={!ready} onClick={() => recheck.mutate()}>
        {recheck.isPending ? "Checking…" : "Check again"}
      </Button>
    </div>
  );
}
