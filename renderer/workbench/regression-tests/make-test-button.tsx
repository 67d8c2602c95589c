import { useCommand } from "../../shell/index.ts";
import { useCanWrite } from "../../shell/selection.ts";
import { classes, Kbd } from "../../ui/index.ts";
import { openProposals, openRegressionTest, type RegressionTestRequest } from "./regression-test.ts";
import styles from "./regression-tests.module.css";

/** By keys and by name, for the reply that the keys are about. */
export function useRegressionTestCommands(question: RegressionTestRequest | null): void {
  const enabled = useCanWrite() && question !== null;
  useCommand({
    id: "make-conversation",
    title: "Make this reply a conversation",
    keys: "c",
    group: "Evidence",
    enabled,
    run: () => question && openRegressionTest(question),
  });
  useCommand({
    id: "propose-conversations",
    title: "Propose conversations one step past this",
    keys: "Shift+c",
    group: "Evidence",
    enabled,
    run: () => question && openProposals(question),
  });
}

/** Beside the verdict on a reply. */
export function MakeTestButton({ question, keyed }: { question: RegressionTestRequest | null; keyed: boolean }) {
  const canWrite = useCanWrite();
  if (question === null) return null;
  return (
    <button
      type="button"
      className={classes(styles.make, keyed && styles.keyed)}
      disabled={!canWrite}
      onClick={() => openRegressionTest(question)}
    >
      make a conversation
      {keyed && <Kbd keys="c" />}
    </button>
  );
}
