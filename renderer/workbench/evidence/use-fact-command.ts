import type { TurnComparison } from "../../../shared/domain/comparison.ts";
import { counts } from "../../../shared/rules/fact-words.ts";
import { useCommand } from "../../app/index.ts";
import { useCanWrite } from "../../app/use-can-write.ts";
import { allowFact } from "./allow-fact.ts";

/** By keyboard: allows the first new fact that is shown; again for the next one. */
export function useFactCommand(turns: readonly TurnComparison[]): void {
  const canWrite = useCanWrite();
  const first = turns
    .flatMap(({ facts }) => facts ?? [])
    .find((fact) => fact.standing === "new" && counts(fact, { countFigures: false }));
  useCommand({
    id: "allow-fact",
    title: first ? `Allow the new fact ${first.text}` : "Allow the new fact",
    group: "Evidence",
    run: () => {
      if (first) void allowFact(first);
    },
    enabled: canWrite && first !== undefined,
  });
}
