import { Select, TextField } from "../../ui/index.ts";
import type { Loop } from "../use-loop.ts";
import { moveEnd, useBisectState, type BisectQuestion } from "./bisect-store.ts";
import styles from "./bisect.module.css";

interface BisectEndsProps {
  loop: Loop;
  question: BisectQuestion;
  running: boolean;
  limitProblem: string | null;
}

/** Between which versions to look, and with how many calls at most. */
export function BisectEnds({ loop, question, running, limitProblem }: BisectEndsProps) {
  const limit = useBisectState((state) => state.limit);
  const versions = loop.versions.map(({ number, message }) => ({
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
        onValue={(good) => moveEnd({ good })}
      />
      <Select
        label="Fails at"
        prefix="fails at"
        value={question.bad}
        options={[draft, ...versions]}
        disabled={running}
        onValue={(bad) => moveEnd({ bad })}
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
