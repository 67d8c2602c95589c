import { useMutation } from "@tanstack/react-query";
import { Play, Square, Trash2 } from "lucide-react";
import { useState } from "react";
import type { Run } from "../../shared/domain/run.ts";
import { goOn } from "../../shared/rules/budget.ts";
import { goTo } from "../app/route.ts";
import { select } from "../app/store.ts";
import { useCanWrite } from "../app/use-can-write.ts";
import { orpc, useRunProgress } from "../engine-client/index.ts";
import { confirm, IconButton, ProgressBar, toastProblem } from "../ui/index.ts";
import { canResume, costTitle, costWords, statusLook, tokensTitle, tokensWords, whenWords } from "./run-words.ts";
import styles from "./runs.module.css";

export function RunRow({ run }: { run: Run }) {
  const progress = useRunProgress(run.id) ?? run.progress;
  const [now] = useState(() => new Date());
  const { word, tone } = statusLook(progress.status);
  const version = run.versionNumber === null ? "draft" : `v${run.versionNumber}`;
  const model = `${run.model.provider}/${run.model.model}`;
  const name = `run of ${version} over ${run.setName}`;
  const open = async () => {
    if (!(await goTo("workbench"))) return;
    select({ candidate: run.versionNumber ?? "draft", ...(run.setId !== null && { setId: run.setId }), runId: run.id });
  };
  return (
    <>
      <tr className={styles.row}>
        <th scope="row">
          <button type="button" className={styles.open} onClick={() => void open()} title="Show in the workbench">
            {version}
          </button>
        </th>
        <td className={styles.text} title={run.setName}>
          {run.setName}
          {run.setId === null && <span className={styles.quiet}> (deleted)</span>}
        </td>
        <td className={styles.text} title={model}>
          {model}
        </td>
        <td style={{ color: `var(${tone})` }}>
          {word}
          {run.history === "pinned" && <span className={styles.quiet}> pinned</span>}
          {run.sampling !== null && (
            <span className={styles.quiet} title={`Auto-samples: at most ${run.sampling.limit} a side`}>
              {" "}
              auto
            </span>
          )}
          {run.partial && <span className={styles.quiet}> some conversations</span>}
        </td>
        <td>
          <div className={styles.progress}>
            {progress.status === "complete" ? (
              <span />
            ) : (
              <ProgressBar
                label={`Replies of the ${name}`}
                value={progress.recorded}
                max={progress.replies}
                text={`${progress.recorded} of ${progress.replies} replies`}
              />
            )}
            <span className={styles.fraction}>
              {progress.recorded.toLocaleString("en")}/{progress.replies.toLocaleString("en")}
            </span>
          </div>
        </td>
        <td className={styles.number}>{progress.passed.toLocaleString("en")}</td>
        <td className={styles.number}>{progress.failed.toLocaleString("en")}</td>
        <td className={styles.number} title={costTitle(progress)}>
          {costWords(progress)}
        </td>
        <td className={styles.number} title={tokensTitle(progress)}>
          {tokensWords(progress)}
        </td>
        <td className={styles.number} title={new Date(run.createdAt).toLocaleString("en-GB")}>
          {whenWords(run.createdAt, now)}
        </td>
        <td className={styles.actions}>
          <RunActions run={{ ...run, progress }} status={progress.status} resumable={canResume(progress)} name={name} />
        </td>
      </tr>
      {(progress.errors > 0 ||
        progress.unevaluated > 0 ||
        (progress.lastError !== null && progress.status !== "complete")) && (
        <tr className={styles.trouble}>
          <td />
          <td colSpan={10}>{troubleWords(progress)}</td>
        </tr>
      )}
    </>
  );
}

function troubleWords({ errors, unevaluated, lastError, stopReason }: Run["progress"]): string {
  const parts: string[] = [];
  if (errors > 0)
    parts.push(errors === 1 ? "1 reply could not be had." : `${errors.toLocaleString("en")} replies could not be had.`);
  if (unevaluated > 0) parts.push(`${unevaluated.toLocaleString("en")} not judged: a check could not be evaluated.`);
  if (lastError !== null) parts.push(stopReason === null ? `Last error: ${lastError}` : lastError);
  return `! ${parts.join(" ")}`;
}

interface RunActionsProps {
  run: Run;
  status: Run["progress"]["status"];
  resumable: boolean;
  name: string;
}

function RunActions({ run, status, resumable, name }: RunActionsProps) {
  const canWrite = useCanWrite();
  const runId = run.id;
  const cancel = useMutation(
    orpc.runs.cancel.mutationOptions({ onError: (error) => toastProblem("The run could not be cancelled", error) }),
  );
  const resume = useMutation(
    orpc.runs.resume.mutationOptions({ onError: (error) => toastProblem("The run could not be resumed", error) }),
  );
  const remove = useMutation(
    orpc.runs.remove.mutationOptions({ onError: (error) => toastProblem("The run could not be deleted", error) }),
  );
  const askToRemove = async () => {
    const replies = run.progress.recorded.toLocaleString("en");
    const yes = await confirm({
      title: `Delete the ${name}?`,
      text: `Deletes its ${replies} replies; comparisons with it go too. This cannot be undone.`,
      action: "Delete run",
      danger: true,
    });
    if (yes) remove.mutate({ runId });
  };
  return (
    <div className={styles.buttons}>
      {resumable && (
        <IconButton
          label={`Resume the ${name}`}
          icon={<Play aria-hidden="true" />}
          disabled={!canWrite || resume.isPending}
          onClick={() => resume.mutate(goOn(run))}
        />
      )}
      {status === "running" ? (
        <IconButton
          label={`Cancel the ${name}`}
          icon={<Square aria-hidden="true" />}
          disabled={cancel.isPending}
          onClick={() => cancel.mutate({ runId })}
        />
      ) : (
        <IconButton
          label={`Delete the ${name}`}
          icon={<Trash2 aria-hidden="true" />}
          disabled={!canWrite || remove.isPending}
          onClick={() => void askToRemove()}
        />
      )}
    </div>
  );
}
