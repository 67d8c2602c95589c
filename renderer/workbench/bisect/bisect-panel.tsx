import { X } from "lucide-react";
import { useEffect, useRef } from "react";
import type { BisectCase } from "../../../shared/domain/bisect.ts";
import { plural } from "../../../shared/rules/plural.ts";
import { problemOf } from "../../engine-client/index.ts";
import { Button, ErrorState, IconButton, MiddleEllipsis, ProgressBar, Select, Skeleton } from "../../ui/index.ts";
import { focusList } from "../outcomes/focus-list.ts";
import type { OpenDraft } from "../prompt/use-draft.ts";
import type { Loop } from "../use-loop.ts";
import { BisectEnds } from "./bisect-ends.tsx";
import { BisectPath } from "./bisect-path.tsx";
import { BisectSteps } from "./bisect-steps.tsx";
import { closeBisect, useBisectState, type BisectQuestion } from "./bisect-store.ts";
import { canGoOn, caseInWords, progressInWords } from "./bisect-words.ts";
import { showChange } from "./show-change.ts";
import { useBisect } from "./use-bisect.ts";
import styles from "./bisect.module.css";

/** The height of a version in the path, in pixels. */
const ROW = 28;

interface BisectPanelProps {
  loop: Loop;
  draft: OpenDraft | null;
  question: BisectQuestion;
}

/** The search for the version that broke a conversation: the path, what is believed of it, each step and its cost. */
export function BisectPanel({ loop, draft, question }: BisectPanelProps) {
  const { plan, search, problem, limitProblem, start, stop } = useBisect(loop, draft);
  const shown = useBisectState((state) => state.shown);
  const panel = useRef<HTMLElement>(null);
  useEffect(() => panel.current?.querySelector<HTMLElement>("[data-primary]")?.focus(), []);

  const one = search ? caseShown(search.cases, shown) : null;
  const path = search?.path ?? plan?.path ?? null;
  const note = search?.note ?? plan?.note ?? null;
  const result = one?.result ?? null;
  const running = search?.running ?? false;
  const culpritAt =
    path?.findIndex((stop) => result?.culprit && stop.culprit?.version === result.culprit.version) ?? -1;
  const conversationId = one?.conversationId ?? question.conversationIds[0] ?? "";
  const open = (at: number): void => {
    if (path) showChange(path, at, conversationId, loop.followed);
  };
  const leave = (): void => {
    closeBisect();
    focusList();
  };
  const primary =
    search === null
      ? { name: "Search", run: start }
      : running
        ? { name: "Searching", run: null }
        : culpritAt > 0
          ? { name: `Show the change of ${result?.culprit?.version}`, run: () => open(culpritAt) }
          : canGoOn(search)
            ? { name: "Go on", run: start }
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
              hint: caseInWords(each),
            }))}
            onValue={(id) => useBisectState.setState({ shown: id })}
          />
        )}
        <BisectEnds loop={loop} question={question} running={running} limitProblem={limitProblem} />
        {note !== null && <p className={styles.note}>{note}</p>}
      </header>
      {problem ? (
        <ErrorState title="This cannot be searched" message={problemOf(problem).message} />
      ) : path === null ? (
        <Skeleton label="Reading the versions" rows={6} />
      ) : (
        <div className={styles.way} style={{ flexBasis: path.length * ROW }}>
          <BisectPath key={conversationId} path={path} one={one} onOpen={open} />
        </div>
      )}
      {one && one.steps.length > 0 && <BisectSteps one={one} />}
      <footer className={styles.footer}>
        <p role="status" aria-label="What was found" className={styles.status}>
          {result ? <strong>{result.reason}</strong> : search ? "Searching…" : planInWords(plan, path?.length ?? 0)}
          {search && <span className={styles.quiet}>{progressInWords(search)}</span>}
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
          {search && !running && culpritAt > 0 && canGoOn(search) && start && <Button onClick={start}>Go on</Button>}
        </div>
      </footer>
    </section>
  );
}

/** The picked one, else the one that is searched now, else the last one. */
function caseShown(cases: readonly BisectCase[], shown: string | null): BisectCase | null {
  return (
    cases.find((one) => one.conversationId === shown) ??
    cases.find((one) => one.result === null) ??
    cases.at(-1) ??
    null
  );
}

function planInWords(plan: { calls: number; noisy: boolean } | null, versions: number): string {
  if (plan === null) return "";
  const often = plan.noisy ? " Versions are asked several times, because the model may answer in another way." : "";
  return `${plural(versions, "version")}, at most ${plural(plan.calls, "call")}.${often}`;
}
