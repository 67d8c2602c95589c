import { useCommand } from "../../app/index.ts";
import { useCanWrite } from "../../app/use-can-write.ts";
import { classes, Kbd } from "../../ui/index.ts";
import { askForProbes, makeConversation, type GuardQuestion } from "./guard-store.ts";
import styles from "./guards.module.css";

/** By keys and by name, for the reply that the keys are about. */
export function useGuardCommands(question: GuardQuestion | null): void {
  const enabled = useCanWrite() && question !== null;
  useCommand({
    id: "make-conversation",
    title: "Make this reply a conversation",
    keys: "c",
    group: "Evidence",
    enabled,
    run: () => question && makeConversation(question),
  });
  useCommand({
    id: "propose-conversations",
    title: "Propose conversations one step past this",
    keys: "Shift+c",
    group: "Evidence",
    enabled,
    run: () => question && askForProbes(question),
  });
}

/** Beside the verdict on a reply. */
export function MakeButton({ question, keyed }: { question: GuardQuestion | null; keyed: boolean }) {
  const canWrite = useCanWrite();
  if (question === null) return null;
  return (
    <button
      type="button"
      className={classes(styles.make, keyed && styles.keyed)}
      disabled={!canWrite}
      onClick={() => makeConversation(question)}
    >
      make a conversation
      {keyed && <Kbd keys="c" />}
    </button>
  );
}
