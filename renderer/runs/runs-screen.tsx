import { formatCost, formatCount } from "../../shared/format/values.ts";
import { assertNever } from "../../shared/errors.ts";
import { type RunProgress, type RunStatus, type Run, resumeRequest } from "../../shared/domain/run.ts";
import { plural } from "../../shared/format/count.ts";
import { failedCalls, knownUsage } from "../../shared/domain/usage.ts";
import { useMutation, skipToken, useQuery } from "@tanstack/react-query";
import { Play, Square, Trash2 } from "lucide-react";
import { useState } from "react";
import { goTo } from "../shell/navigation.ts";
import { select, useCanWrite, useSelection } from "../shell/selection.ts";
import { orpc, useRunProgress, problemOf } from "../engine-client/index.ts";
import {
  confirm,
  IconButton,
  ProgressBar,
  toastProblem,
  Button,
  classes,
  EmptyState,
  ErrorState,
  Skeleton,
} from "../ui/index.ts";
import styles from "./runs-screen.module.css";

/** A run's status with its sign: word, and the tone's CSS variable. */
function runStatusStyle(status: RunStatus): { word: string; tone: string } {
  switch (status) {
    case "running":
      return { word: "running", tone: "--accent" };
    case "complete":
      return { word: "complete", tone: "--text-2" };
    case "incomplete":
      return { word: "! incomplete", tone: "--warn" };
    case "cancelled":
      return { word: "cancelled", tone: "--text-3" };
    case "interrupted":
      return { word: "! interrupted", tone: "--warn" };
    default:
      return assertNever(status);
  }
}

type Spent = Pick<RunProgress, "tokens" | "cost" | "gaps">;

/** US dollars; a dash where nothing is known of it, ≥ where it is not all. */
export function formatRunCost(spent: Spent): string {
  const { sum, is } = knownUsage(spent).cost;
  if (is === "none") return "–";
  return `${is === "all" ? "" : "≥ "}${formatCost(sum)}`;
}

function costTitle(spent: Spent): string {
  const { sum, is } = knownUsage(spent).cost;
  const failed = failedCalls(spent);
  const because =
    spent.cost === null
      ? "The price of this model is unknown, or how many tokens it took"
      : `${plural(failed, "call")} failed: what they cost is unknown`;
  if (is === "none") return because;
  return is === "all" ? `$${sum}` : `At least $${sum}. ${because}`;
}

/** "12.3k / 950", "≥ 12.3k / –": sent and received. */
export function tokensWords(spent: Spent): string {
  const { input, output } = knownUsage(spent);
  return [input, output]
    .map(({ sum, is }) => (is === "none" ? "–" : `${is === "all" ? "" : "≥ "}${formatCount(sum)}`))
    .join(" / ");
}

function tokensTitle(spent: Spent): string {
  const { input, output } = knownUsage(spent);
  const [sent, received] = [input, output].map(({ sum, is }) =>
    is === "none" ? "an unknown number" : `${is === "all" ? "" : "at least "}${sum}`,
  );
  return `${sent} sent, ${received} received`;
}

/** Whether going on with it could record more. */
function canResume({ status }: RunProgress): boolean {
  return status === "incomplete" || status === "cancelled" || status === "interrupted";
}

/** When, as short as it can be told apart: the time today, the day before that. */
function formatRunTime(iso: string, now: Date): string {
  const at = new Date(iso);
  const sameDay = at.toDateString() === now.toDateString();
  if (sameDay) return at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const sameYear = at.getFullYear() === now.getFullYear();
  return at.toLocaleDateString("en-GB", { day: "numeric", month: "short", ...(!sameYear && { year: "numeric" }) });
}

function RunRow({ run }: { run: Run }) {
  const progress = useRunProgress(run.id) ?? run.progress;
  const [now] = useState(() => new Date());
  const { word, tone } = runStatusStyle(progress.status);
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
          {formatRunCost(progress)}
        </td>
        <td className={styles.number} title={tokensTitle(progress)}>
          {tokensWords(progress)}
        </td>
        <td className={styles.number} title={new Date(run.createdAt).toLocaleString("en-GB")}>
          {formatRunTime(run.createdAt, now)}
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
          <td colSpan={10}>{formatRunTrouble(progress)}</td>
        </tr>
      )}
    </>
  );
}

function formatRunTrouble({ errors, unevaluated, lastError, stopReason }: Run["progress"]): string {
  const parts: string[] = [];
  if (errors > 0) parts.push(errors === 1 ? "1 reply failed." : `${errors.toLocaleString("en")} replies failed.`);
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
          onClick={() => resume.mutate(resumeRequest(run))}
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

/** How many runs are drawn at a time: a project may have thousands, and the newest are asked for most. */
const RUNS_PER_PAGE = 100;

/** Every replay of the prompt, newest first. */
export function RunsScreen() {
  const [shown, setShown] = useState(RUNS_PER_PAGE);
  const promptId = useSelection((state) => state.promptId);
  const runs = useQuery(orpc.runs.list.queryOptions({ input: promptId === null ? skipToken : { promptId } }));
  const toWorkbench = (
    <Button look="primary" onClick={() => void goTo("workbench")}>
      Go to the workbench
    </Button>
  );
  if (promptId === null)
    return <EmptyState text="Runs belong to a prompt: write one first, then replay it." action={toWorkbench} />;
  if (runs.isPending) return <Skeleton label="Reading the runs" rows={10} />;
  if (runs.isError) {
    return (
      <ErrorState
        title="The runs could not be read"
        message={problemOf(runs.error).message}
        onRetry={() => void runs.refetch()}
      />
    );
  }
  if (runs.data.length === 0) {
    return (
      <EmptyState
        text="Each replay of a version over a conversation set is kept here, with every reply."
        action={toWorkbench}
      />
    );
  }
  return (
    <div className={styles.screen}>
      <table className={styles.table}>
        <caption className="visually-hidden">Runs of the prompt, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Version</th>
            <th scope="col">Set</th>
            <th scope="col">Model</th>
            <th scope="col">Status</th>
            <th scope="col" className={classes(styles.progressHead, styles.number)}>
              Replies
            </th>
            <th scope="col" className={styles.number}>
              Passed
            </th>
            <th scope="col" className={styles.number}>
              Failed
            </th>
            <th scope="col" className={styles.number}>
              Cost
            </th>
            <th scope="col" className={styles.number} title="Tokens sent and received">
              Tokens
            </th>
            <th scope="col" className={styles.number}>
              When
            </th>
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.data.slice(0, shown).map((run) => (
            <RunRow key={run.id} run={run} />
          ))}
        </tbody>
      </table>
      {runs.data.length > shown && (
        <div className={styles.more}>
          <Button onClick={() => setShown(shown + RUNS_PER_PAGE)}>Show older runs</Button>
          <span className={styles.quiet}>
            {shown.toLocaleString("en")} of {runs.data.length.toLocaleString("en")} runs shown
          </span>
        </div>
      )}
    </div>
  );
}
