import { plural } from "../../../shared/rules/plural.ts";
import { activeCommands } from "../../app/commands.ts";
import { useCommand } from "../../app/index.ts";
import { Button, ProgressBar } from "../../ui/index.ts";
import { hunkMarks } from "./blame-marks.ts";
import type { Blaming } from "./use-blame.ts";
import styles from "./blame.module.css";

/** Asks which line of the edit did it, shows how far that is, and what came out. */
export function BlameBar({ blaming }: { blaming: Blaming }) {
  const { state, changed, start, stop } = blaming;
  const running = state?.running === true;
  useCommand({
    id: "blame",
    title: "Which line did it?",
    keys: "l",
    group: "Outcomes",
    run: () => start?.(),
    enabled: start !== null,
  });
  useCommand({ id: "blame-stop", title: "Stop looking for the line", group: "Outcomes", run: stop, enabled: running });
  if (state === null && start === null) return null;
  if (running) {
    const { conversations, total, calls, callsAtMost } = state;
    const text = `${conversations.length} of ${plural(total, "conversation")} · ${plural(calls, "call")}`;
    return (
      <div className={styles.bar} role="group" aria-label="Which line did it">
        <ProgressBar
          label="Looking for the line"
          value={conversations.length}
          max={total}
          text={text}
          className={styles.progress}
        />
        <span className={styles.words} title={`At most ${callsAtMost.toLocaleString("en")} calls`}>
          {text}
        </span>
        <Button look="quiet" onClick={stop}>
          Stop
        </Button>
      </div>
    );
  }
  return (
    <div className={styles.bar} role="group" aria-label="Which line did it">
      <span className={styles.words} role="status">
        {state === null ? `${changed.length.toLocaleString("en")} changed` : doneInWords(state)}
      </span>
      {state !== null && hunkMarks(state, null).length > 0 && (
        <Button look="quiet" onClick={showDiff}>
          Show it
        </Button>
      )}
      {start !== null && (state === null || isCut(state)) && (
        <Button look="quiet" keys="l" onClick={start}>
          {state === null ? "Which line did it?" : "Go on"}
        </Button>
      )}
    </div>
  );
}

type State = NonNullable<Blaming["state"]>;

const isCut = ({ conversations }: State): boolean =>
  conversations.some(({ answer }) => answer === "stopped" || answer === "failed");

function doneInWords(state: State): string {
  const { conversations, problem, calls } = state;
  const found = conversations.filter(({ answer }) => answer === "found").length;
  const marks = hunkMarks(state, null).length;
  const open = conversations.filter(({ answer }) => answer === "undetermined").length;
  const parts = [
    found > 0
      ? `${plural(marks, "change")} explain ${found} of ${conversations.length}`
      : "No change was found to explain it",
    open > 0 ? `${open} undetermined` : "",
    plural(calls, "call"),
    problem ?? "",
  ].filter((part) => part !== "");
  return parts.join(" · ").replace(/^1 change explain /, "1 change explains ");
}

function showDiff(): void {
  activeCommands()
    .find(({ id, title }) => id === "diff" && title === "Show the diff")
    ?.run();
}
