import { useEffect, useRef } from "react";
import type { ConversationComparison } from "../../../shared/domain/comparison.ts";
import { goTo, select } from "../../app/index.ts";
import { problemOf } from "../../engine-client/index.ts";
import { Button, classes } from "../../ui/index.ts";
import { planInWords } from "../replay/plan-words.ts";
import { askForProbes, leaveGuard, type GuardQuestion, type MadeConversation } from "./guard-store.ts";
import { sidesAfter } from "./replayed.ts";
import { useOneReplay } from "./use-one-replay.ts";
import styles from "./guards.module.css";

/** After it was added: what it says of the versions at hand, and the ways on. */
export function MadeView({ question, made }: { question: GuardQuestion; made: MadeConversation }) {
  const { plan, replay, result } = useOneReplay(question, made);
  const primary = useRef<HTMLButtonElement>(null);
  useEffect(() => primary.current?.focus(), []);
  const { side, other } = question;
  const names = other ? `${other.name} and ${side.name}` : side.name;
  const error = replay.error ?? result.error ?? plan.error;
  const over = result.data !== undefined;
  return (
    <div className={styles.form}>
      <div className={styles.body}>
        <p className={styles.made}>“{made.title}” is asked of every version from now on.</p>
        <p role="status" className={styles.quiet}>
          {error
            ? problemOf(error).message
            : replay.isPending
              ? `Replaying it on ${names}…`
              : over
                ? "Its replies are in the cache: the next replay of the whole set takes no call for them."
                : plan.data
                  ? `On ${names}: ${planInWords(plan.data)}`
                  : "Counting calls…"}
        </p>
        {result.data && <Results comparison={result.data} question={question} />}
      </div>
      <footer className={styles.footer}>
        <Button onClick={() => askForProbes(question)}>Propose conversations one step past it</Button>
        <Button
          onClick={() => {
            leaveGuard();
            void showInSet(made);
          }}
        >
          Show it in its set
        </Button>
        {over ? (
          <Button look="primary" onClick={leaveGuard}>
            Close
          </Button>
        ) : (
          <Button
            ref={primary}
            look="primary"
            aria-disabled={replay.isPending}
            onClick={() => !replay.isPending && replay.mutate()}
          >
            Replay just this conversation
          </Button>
        )}
      </footer>
    </div>
  );
}

/** The outcomes select what they have: there the conversation stays selected only once it was replayed. */
async function showInSet({ setId, conversationId }: MadeConversation): Promise<void> {
  if (await goTo("conversations")) select({ setId, conversationId });
}

function Results({ comparison, question }: { comparison: ConversationComparison; question: GuardQuestion }) {
  return (
    <ul className={styles.results} aria-label="What became of it">
      {sidesAfter(comparison, question).map(({ name, passed, reply, reason }) => (
        <li key={name} className={styles.result}>
          <strong className={classes(passed === false && styles.fail, passed === true && styles.pass)}>
            {passed === null ? "!" : passed ? "✓" : "✗"} {name}{" "}
            {passed === null ? "has no verdict" : passed ? "passes" : "fails"}
          </strong>
          {reason !== null && <span className={styles.why}>{reason}</span>}
          <span className={styles.against}>{reply}</span>
        </li>
      ))}
    </ul>
  );
}
