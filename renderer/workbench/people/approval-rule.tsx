import { useState } from "react";
import { matchRuleSchema, type MatchRule } from "../../../shared/domain/people.ts";
import { Select } from "../../ui/index.ts";
import { approve, type Judged } from "./judge.ts";
import styles from "./people.module.css";

type Choice = "exact" | "words" | "characters";
const USUAL = 0.9;

interface ApprovalRuleProps {
  judged: Judged;
  rule: MatchRule;
  disabled: boolean;
}

/** Which later replies an approved one stands for: the same only, or those that are alike enough. */
export function ApprovalRule({ judged, rule, disabled }: ApprovalRuleProps) {
  const choice: Choice = rule.match === "exact" ? "exact" : rule.method;
  const threshold = rule.match === "exact" ? USUAL : rule.threshold;
  const put = (next: Choice, least: number): void => {
    const asked = next === "exact" ? { match: next } : { match: "similarity", method: next, threshold: least };
    const read = matchRuleSchema.safeParse(asked);
    if (read.success && JSON.stringify(read.data) !== JSON.stringify(rule)) approve(judged, read.data);
  };
  return (
    <div className={styles.rule}>
      <Select<Choice>
        label="Later replies pass when they are"
        look="quiet"
        prefix="later replies pass when"
        value={choice}
        disabled={disabled}
        options={[
          { value: "exact", label: "the same", hint: "to the character" },
          { value: "words", label: "alike by words", hint: "words in common" },
          { value: "characters", label: "alike by characters", hint: "few edits" },
        ]}
        onValue={(next) => put(next, threshold)}
      />
      {rule.match === "similarity" && (
        <Least
          key={rule.threshold}
          threshold={rule.threshold}
          disabled={disabled}
          onPut={(next) => put(choice, next)}
        />
      )}
    </div>
  );
}

interface LeastProps {
  threshold: number;
  disabled: boolean;
  onPut: (threshold: number) => void;
}

function Least({ threshold, disabled, onPut }: LeastProps) {
  const [text, setText] = useState(String(Math.round(threshold * 100)));
  const percent = Number(text);
  const valid = text.trim() !== "" && percent >= 50 && percent <= 100;
  const keep = (): void => (valid ? onPut(percent / 100) : setText(String(Math.round(threshold * 100))));
  return (
    <label className={styles.least}>
      at least
      <input
        type="number"
        min={50}
        max={100}
        aria-label="Least similarity in percent, from 50 to 100"
        aria-invalid={!valid}
        value={text}
        disabled={disabled}
        onChange={(event) => setText(event.target.value)}
        onBlur={keep}
        onKeyDown={(event) => {
          if (event.key === "Enter") keep();
        }}
      />
      %
    </label>
  );
}
