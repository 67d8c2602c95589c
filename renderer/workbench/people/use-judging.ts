import type { MatchRule } from "../../../shared/domain/people.ts";
import { useCommand } from "../../app/index.ts";
import { useCanWrite } from "../../app/use-can-write.ts";
import { approve, toggleApproval, toggleVerdict, type Judged } from "./judge.ts";
import { startNoting } from "./noting.ts";

const alike: MatchRule = { match: "similarity", method: "words", threshold: 0.9 };

/** One key each for what a person thinks of the selected reply; the same key takes it back. `onJudge` hears its turn. */
export function useJudging(judged: Judged | null, onJudge: (turn: number) => void): void {
  const enabled = useCanWrite() && judged !== null;
  const group = "Verdict";
  const on = (act: (reply: Judged) => void) => () => {
    if (!judged) return;
    onJudge(judged.at.turn);
    act(judged);
  };
  const { person, expected } = judged?.reply ?? {};
  useCommand({
    id: "judge-good",
    title: person?.verdict === "good" ? "Take back that the reply is good" : "Call the reply good",
    keys: "g",
    group,
    run: on((reply) => toggleVerdict(reply, "good")),
    enabled,
  });
  useCommand({
    id: "judge-bad",
    title: person?.verdict === "bad" ? "Take back that the reply is bad" : "Call the reply bad",
    keys: "b",
    group,
    run: on((reply) => toggleVerdict(reply, "bad")),
    enabled,
  });
  useCommand({
    id: "judge-note",
    title: "Write a note on the verdict",
    keys: "Shift+n",
    group,
    run: on(({ at }) => startNoting(at)),
    enabled: enabled && person != null,
  });
  useCommand({
    id: "judge-approve",
    title: expected?.own ? "Take the reply's approval back" : "Approve the reply as the expected one",
    keys: "a",
    group,
    run: on(toggleApproval),
    enabled,
  });
  useCommand({
    id: "judge-approve-alike",
    title: "Approve the reply and those that are alike",
    group,
    run: on((reply) => approve(reply, alike)),
    enabled,
  });
}
