import type { BisectCase } from "../../../shared/domain/bisect.ts";
import { VirtualList } from "../../ui/index.ts";
import { callsInWords, percent, stepInWords } from "./bisect-words.ts";
import styles from "./bisect.module.css";

/** Every sample that was taken, the newest first, with its calls and how certain the search was after it. */
export function BisectSteps({ one }: { one: BisectCase }) {
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
              {step.outcome === "pass" ? "○" : "✗"} {stepInWords(step)}
            </span>
            <span className={styles.quiet}>{callsInWords(step.calls)}</span>
            <span className={styles.guess}>
              {step.likely === null ? "" : `${step.likely} ${percent(step.certainty)}`}
            </span>
          </div>
        )}
      />
    </section>
  );
}
