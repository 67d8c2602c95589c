import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { ConversationSet } from "../../shared/domain/conversation.ts";
import { NameDialog } from "../app/name-dialog.tsx";
import { showSet } from "../app/show-new.ts";
import { orpc } from "../engine-client/index.ts";
import { confirm, toast, toastProblem } from "../ui/index.ts";

interface SetActions {
  startNew: () => void;
  startRename: () => void;
  askToRemove: () => void;
  /** To be drawn somewhere. */
  dialogs: ReactNode;
}

/** Creating, renaming and deleting sets. */
export function useSetActions(set: ConversationSet | null, sets: readonly ConversationSet[]): SetActions {
  const [naming, setNaming] = useState<"new" | "rename" | null>(null);
  const taken = sets.map(({ name }) => name);
  const create = useMutation(
    orpc.sets.create.mutationOptions({
      onSuccess: (made) => showSet(made.id),
      onError: (error) => toastProblem("The set could not be created", error),
    }),
  );
  const rename = useMutation(
    orpc.sets.rename.mutationOptions({ onError: (error) => toastProblem("The set could not be renamed", error) }),
  );
  const remove = useMutation(
    orpc.sets.remove.mutationOptions({
      onSuccess: () => toast({ title: "Set deleted" }),
      onError: (error) => toastProblem("The set could not be deleted", error),
    }),
  );

  const askToRemove = async () => {
    if (set === null) return;
    const many =
      set.conversations === 1 ? "its one conversation" : `its ${set.conversations.toLocaleString("en")} conversations`;
    const yes = await confirm({
      title: `Delete the set “${set.name}”?`,
      text: `Deletes ${many} and their checks. Runs over it are kept. This cannot be undone; if in doubt, export it.`,
      action: "Delete set",
      danger: true,
    });
    if (yes) remove.mutate({ setId: set.id });
  };

  return {
    startNew: () => setNaming("new"),
    startRename: () => setNaming("rename"),
    askToRemove: () => void askToRemove(),
    dialogs: (
      <>
        {naming === "new" && (
          <NameDialog
            title="New conversation set"
            label="Set name"
            action="Create set"
            taken={taken}
            onClose={() => setNaming(null)}
            onName={(name) => create.mutate({ name })}
          />
        )}
        {naming === "rename" && set !== null && (
          <NameDialog
            title="Rename set"
            label="Set name"
            initial={set.name}
            action="Rename"
            taken={taken}
            onClose={() => setNaming(null)}
            onName={(name) => rename.mutate({ setId: set.id, name })}
          />
        )}
      </>
    ),
  };
}
