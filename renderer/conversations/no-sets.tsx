import { Plus, Upload } from "lucide-react";
import { useCommand } from "../app/commands.ts";
import { useCanWrite } from "../app/use-can-write.ts";
import { Button, EmptyState } from "../ui/index.ts";
import { useSetActions } from "./use-set-actions.tsx";
import styles from "./conversations.module.css";

/** A project without sets: what one is for, and the two ways to get one. */
export function NoSets({ onImport }: { onImport: () => void }) {
  const actions = useSetActions(null, []);
  const canWrite = useCanWrite();
  useCommand({
    id: "set-new",
    title: "New conversation set…",
    group: "Conversations",
    run: actions.startNew,
    enabled: canWrite,
  });
  return (
    <>
      <EmptyState
        text="Every version is replayed against a set of conversations: drop a file of them here, or start empty."
        action={
          <div className={styles.choices}>
            <Button look="primary" icon={<Upload aria-hidden="true" />} onClick={onImport} disabled={!canWrite}>
              Import conversations
            </Button>
            <Button icon={<Plus aria-hidden="true" />} onClick={actions.startNew} disabled={!canWrite}>
              New set
            </Button>
          </div>
        }
      />
      {actions.dialogs}
    </>
  );
}
