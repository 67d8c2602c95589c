import { formatCertainty } from "../../../shared/format/values.ts";
import type { BisectStop, BisectedConversation } from "../../../shared/domain/analysis.ts";
import { activeCommands } from "../../shell/commands.ts";
import { select } from "../../shell/index.ts";
import { focusOutcomeList } from "../outcomes/outcome-list.tsx";
import {
  closeBisect,
  useBisectState,
  changeBisectEnd,
  type BisectQuestion,
  formatStepCalls,
  formatBisectStep,
  canResumeBisect,
  formatBisectCase,
  formatBisectProgress,
} from "./start-bisect.tsx";
import { useQuery } from "@tanstack/react-query";
import type { BisectRequest } from "../../../shared/contract/analyses.ts";
import { client, orpc, queryClient, problemOf } from "../../engine-client/index.ts";
import {
  toastProblem,
  Select,
  TextField,
  classes,
  VirtualList,
  Button,
  ErrorState,
  IconButton,
  MiddleEllipsis,
  ProgressBar,
  Skeleton,
} from "../../ui/index.ts";
import type { OpenDraft } from "../state/use-draft.ts";
import { requireSaved } from "../state/use-replay.ts";
import type { WorkbenchState } from "../state/workbench-state.ts";
import { readCallLimit } from "../state/replay-options.ts";
import styles from "./bisect-panel.module.css";
import { useState, useRef, useLayoutEffect } from "react";
import { X } from "lucide-react";
import { plural } from "../../../shared/format/count.ts";

/**
 * Shows what changed at a stop of the path: the versions before and after it side by side, in the prompt and in the
 * replies of the conversation.
 */
function showVersionChange(
  path: readonly BisectStop[],
  at: number,
  conversationId: string,
  followed: number | null,
): void {
  const stop = path[at];
  const before = path[at - 1];
  if (!stop || !before) return;
  // On the way back from good to bad, the older of the two comes second.
  const [older, younger] = stop.culprit?.undone ? [stop, before] : [before, stop];
  const candidate = younger.number ?? "draft";
  select({ baseline: older.number, candidate: candidate === followed ? null : candidate, conversationId });
  closeBisect();
  const diff = activeCommands().find(({ id, title }) => id === "diff" && title === "Show the diff");
  diff?.run();
  focusOutcomeList();
}

/** The search that the panel shows, what it would take, and how to begin and to stop it. */
function useBisect(workbench: WorkbenchState, draft: OpenDraft | null) {
  const { question, limit, searchId } = useBisectState();
  const { model } = workbench;
  const budget = readCallLimit(limit);
  const request: BisectRequest | null =
    question && model && budget !== undefined
      ? {
          promptId: question.promptId,
          setId: question.setId,
          conversationIds: [...question.conversationIds],
          good: question.good,
          bad: question.bad,
          model: { provider: model.provider, model: model.model, baseUrl: model.baseUrl, settings: model.settings },
          budget,
        }
      : null;
  const empty: BisectRequest = {
    promptId: "",
    setId: "",
    conversationIds: [""],
    good: "",
    bad: "",
    model: { provider: "scripted", model: "none", baseUrl: null, settings: {} },
  };
  const plan = useQuery(
    orpc.bisect.plan.queryOptions({
      input: request ?? empty,
      enabled: request !== null && searchId === null,
      retry: false,
    }),
  );
  const search = useQuery(
    orpc.bisect.get.queryOptions({ input: { id: searchId ?? "" }, enabled: searchId !== null, retry: false }),
  );

  const start = async (asked: BisectRequest): Promise<void> => {
    try {
      if (draft && (asked.good === "draft" || asked.bad === "draft")) await requireSaved(draft.saver);
      const begun = await client.bisect.start(asked);
      queryClient.setQueryData(orpc.bisect.get.queryOptions({ input: { id: begun.id } }).queryKey, begun);
      useBisectState.setState({ searchId: begun.id, shown: null });
    } catch (error) {
      toastProblem("The search could not be started", error);
    }
  };

  return {
    plan: plan.data ?? null,
    problem: searchId === null ? plan.error : search.error,
    search: searchId === null ? null : (search.data ?? null),
    limitProblem: budget === undefined ? "A whole number above 0, or nothing." : null,
    start: request === null ? null : () => void start(request),
    stop: (): void => {
      if (searchId !== null)
        client.bisect.stop({ id: searchId }).catch((error: unknown) => toastProblem("The search did not stop", error));
    },
  };
}

interface BisectEndsProps {
  workbench: WorkbenchState;
  question: BisectQuestion;
  running: boolean;
  limitProblem: string | null;
}

/** Between which versions to look, and with how many calls at most. */
function BisectEnds({ workbench, question, running, limitProblem }: BisectEndsProps) {
  const limit = useBisectState((state) => state.limit);
  const versions = workbench.versions.map(({ number, message }) => ({
    value: `v${number}`,
    label: `v${number}`,
    hint: message,
  }));
  const draft = { value: "draft", label: "draft", hint: "not committed yet" };
  return (
    <div className={styles.ends}>
      <Select
        label="Passed at"
        prefix="passed at"
        value={question.good}
        options={versions}
        disabled={running}
        onValue={(good) => changeBisectEnd({ good })}
      />
      <Select
        label="Fails at"
        prefix="fails at"
        value={question.bad}
        options={[draft, ...versions]}
        disabled={running}
        onValue={(bad) => changeBisectEnd({ bad })}
      />
      <TextField
        label="Calls at most"
        hideLabel
        placeholder="calls at most"
        inputMode="numeric"
        className={styles.limit}
        value={limit}
        error={limitProblem}
        disabled={running}
        onValue={(value) => useBisectState.setState({ limit: value })}
      />
    </div>
  );
}

interface BisectPathProps {
  path: readonly BisectStop[];
  /** Null before anything was asked. */
  one: BisectedConversation | null;
  onOpen: (at: number) => void;
}

/** The versions from the good end to the bad one, each with its samples and how likely it is the culprit. */
function BisectPath({ path, one, onOpen }: BisectPathProps) {
  const [picked, setPicked] = useState<string | null>(null);
  const culprit = one?.result?.culprit ?? null;
  const rows = path.map((stop, at) => ({ stop, at, counts: one?.stops[at] ?? null }));
  const likely = rows.reduce<(typeof rows)[number] | null>(
    (best, row) => ((row.counts?.probability ?? 0) > (best?.counts?.probability ?? 0) ? row : best),
    null,
  );
  const atOf = (version: string): number => path.findIndex((stop) => stop.version === version);
  return (
    <VirtualList
      label="Versions from good to bad"
      className={styles.path}
      items={rows}
      idOf={({ stop }) => stop.version}
      selectedId={picked ?? likely?.stop.version ?? null}
      onSelect={setPicked}
      onOpen={(version) => atOf(version) > 0 && onOpen(atOf(version))}
      renderItem={({ stop, at, counts }) => {
        const samples = (counts?.passed ?? 0) + (counts?.failed ?? 0);
        const probability = counts?.probability ?? 0;
        const found = culprit !== null && stop.culprit?.version === culprit.version;
        return (
          <div className={classes(styles.stop, found && styles.found)}>
            <span className={styles.version}>{stop.version}</span>
            <span className={styles.message} title={stop.message}>
              {at === 0 ? "good end" : stop.culprit?.undone ? `without ${stop.culprit.version}` : stop.message}
            </span>
            <span
              className={styles.tally}
              title={samples === 0 ? "not asked" : `${counts?.passed} of ${samples} samples passed`}
            >
              {samples === 0 ? "" : `${counts?.passed}/${samples}`}
            </span>
            <span className={styles.bar} aria-hidden="true">
              <span className={styles.fill} style={{ transform: `scaleX(${probability})` }} />
            </span>
            <span className={styles.share}>{at === 0 || counts === null ? "" : formatCertainty(probability)}</span>
          </div>
        );
      }}
    />
  );
}

/** Every sample that was taken, the newest first, with its calls and how certain the search was after it. */
function BisectSteps({ one }: { one: BisectedConversation }) {
  const steps = one.steps.map((step, at) => ({ ...step, number: at + 1 })).reverse();
  return (
    <section className={styles.steps} aria-label="Steps">
      <VirtualList
        label="Steps, newest first"
        items={steps}
        idOf={({ number }) => String(number)}
        selectedId={null}
        onSelect={() => undefined}
        rowHeight={24}
        renderItem={(step) => (
          <div className={styles.step}>
            <span className={styles.number}>{step.number}</span>
            <span className={step.outcome === "pass" ? styles.pass : styles.fail}>
              {step.outcome === "pass" ? "○" : "✗"} {formatBisectStep(step)}
            </span>
            <span className={styles.quiet}>{formatStepCalls(step.calls)}</span>
            <span className={styles.guess}>
              {step.likely === null ? "" : `${step.likely} ${formatCertainty(step.certainty)}`}
            </span>
          </div>
        )}
      />
    </section>
  );
}

/** The height of a version in the path, in pixels. */
const ROW_HEIGHT = 28;

interface BisectPanelProps {
  workbench: WorkbenchState;
  draft: OpenDraft | null;
  question: BisectQuestion;
}

/** The search for the version that broke a conversation: the path, what is believed of it, each step and its cost. */
export function BisectPanel({ workbench, draft, question }: BisectPanelProps) {
  const { plan, search, problem, limitProblem, start, stop } = useBisect(workbench, draft);
  const shown = useBisectState((state) => state.shown);
  const panel = useRef<HTMLElement>(null);
  useLayoutEffect(() => panel.current?.querySelector<HTMLElement>("[data-primary]")?.focus(), []);

  const one = search ? shownCase(search.cases, shown) : null;
  const path = search?.path ?? plan?.path ?? null;
  const note = search?.note ?? plan?.note ?? null;
  const result = one?.result ?? null;
  const running = search?.running ?? false;
  const culpritAt =
    path?.findIndex((stop) => result?.culprit && stop.culprit?.version === result.culprit.version) ?? -1;
  const conversationId = one?.conversationId ?? question.conversationIds[0] ?? "";
  const open = (at: number): void => {
    if (path) showVersionChange(path, at, conversationId, workbench.followed);
  };
  const leave = (): void => {
    closeBisect();
    focusOutcomeList();
  };
  const primary =
    search === null
      ? { name: "Search", run: start }
      : running
        ? { name: "Searching", run: null }
        : culpritAt > 0
          ? { name: `Show the change of ${result?.culprit?.version}`, run: () => open(culpritAt) }
          : canResumeBisect(search)
            ? { name: "Resume", run: start }
            : { name: "Search again", run: start };

  return (
    <section
      id="evidence"
      ref={panel}
      tabIndex={-1}
      className={styles.panel}
      aria-label="Which version broke it"
      onKeyDown={(event) => event.key === "Escape" && !event.defaultPrevented && leave()}
    >
      <header className={styles.header}>
        <div className={styles.headline}>
          <h3 className={styles.title}>Which version broke it?</h3>
          {(question.conversationIds.length === 1 || !search) && (
            <MiddleEllipsis
              className={styles.about}
              text={
                question.conversationIds.length === 1
                  ? conversationId
                  : plural(question.conversationIds.length, "conversation")
              }
            />
          )}
          <IconButton label="Back to the evidence" icon={<X aria-hidden="true" />} keys="Escape" onClick={leave} />
        </div>
        {question.conversationIds.length > 1 && search && (
          <Select
            label="Conversation"
            value={conversationId}
            options={search.cases.map((each) => ({
              value: each.conversationId,
              label: each.conversationId,
              hint: formatBisectCase(each),
            }))}
            onValue={(id) => useBisectState.setState({ shown: id })}
          />
        )}
        <BisectEnds workbench={workbench} question={question} running={running} limitProblem={limitProblem} />
        {note !== null && <p className={styles.note}>{note}</p>}
      </header>
      {problem ? (
        <ErrorState title="This cannot be searched" message={problemOf(problem).message} />
      ) : path === null ? (
        <Skeleton label="Reading the versions" rows={6} />
      ) : (
        <div className={styles.way} style={{ flexBasis: path.length * ROW_HEIGHT }}>
          <BisectPath key={conversationId} path={path} one={one} onOpen={open} />
        </div>
      )}
      {one && one.steps.length > 0 && <BisectSteps one={one} />}
      <footer className={styles.footer}>
        <p role="status" aria-label="What was found" className={styles.status}>
          {result ? (
            <strong>{result.reason}</strong>
          ) : search ? (
            "Searching…"
          ) : (
            formatBisectPlan(plan, path?.length ?? 0)
          )}
          {search && <span className={styles.quiet}>{formatBisectProgress(search)}</span>}
        </p>
        {running && search && (
          <ProgressBar
            label="Certainty"
            value={one?.steps.at(-1)?.certainty ?? 0}
            max={1}
            className={styles.progress}
          />
        )}
        <div className={styles.actions}>
          <Button data-primary look="primary" aria-disabled={primary.run === null} onClick={() => primary.run?.()}>
            {primary.name}
          </Button>
          {running && <Button onClick={stop}>Stop</Button>}
          {search && !running && culpritAt > 0 && canResumeBisect(search) && start && (
            <Button onClick={start}>Resume</Button>
          )}
        </div>
      </footer>
    </section>
  );
}

/** The picked one, else the one that is searched now, else the last one. */
function shownCase(cases: readonly BisectedConversation[], shown: string | null): BisectedConversation | null {
  return (
    cases.find((one) => one.conversationId === shown) ??
    cases.find((one) => one.result === null) ??
    cases.at(-1) ??
    null
  );
}

function formatBisectPlan(plan: { calls: number; noisy: boolean } | null, versions: number): string {
  if (plan === null) return "";
  const often = plan.noisy ? " Versions are asked several times, because the model may answer in another way." : "";
  return `${plural(versions, "version")}, at most ${plural(plan.calls, "call")}.${often}`;
}
