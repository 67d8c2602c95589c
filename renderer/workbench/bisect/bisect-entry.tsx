import { plural } from "../../../shared/rules/plural.ts";
import { useCommand, useSelection } from "../../app/index.ts";
import { useCanWrite } from "../../app/use-can-write.ts";
import { Button } from "../../ui/index.ts";
import type { Comparison, ComparisonRow } from "../../../shared/domain/comparison.ts";
import type { Loop } from "../use-loop.ts";
import { askBisect } from "./bisect-store.ts";
import { isBroken, questionFor } from "./ends.ts";

/** So many conversations can be searched at once. */
const MOST = 100;

/** The ways into the search: for the conversation that is looked at, and for all that broke. */
export function useBisectCommands(loop: Loop, comparison: Comparison | null): void {
  const selectedId = useSelection((selection) => selection.conversationId);
  const canWrite = useCanWrite();
  const rows = comparison?.rows ?? [];
  const selected = rows.find((row) => row.id === selectedId);
  const one = selected && isBroken(selected) ? questionFor([selected], loop) : null;
  const broken = rows.filter((row) => row.outcome === "broke").slice(0, MOST);
  const all = questionFor(broken, loop);
  useCommand({
    id: "bisect",
    title: "Which version broke it?",
    keys: "Shift+b",
    group: "Why",
    enabled: canWrite && one !== null,
    run: () => one && askBisect(one),
  });
  useCommand({
    id: "bisect-all",
    title: `Which versions broke ${plural(broken.length, "conversation")}?`,
    group: "Why",
    enabled: canWrite && all !== null && broken.length > 1,
    run: () => all && askBisect(all),
  });
}

/** Beside a conversation that fails. */
export function BisectButton({ row, loop }: { row: ComparisonRow; loop: Loop }) {
  const canWrite = useCanWrite();
  const question = isBroken(row) ? questionFor([row], loop) : null;
  if (question === null || !canWrite) return null;
  return (
    <Button look="quiet" keys="Shift+b" onClick={() => askBisect(question)}>
      Which version broke it?
    </Button>
  );
}
