import { useMutation, useQuery } from "@tanstack/react-query";
import { ChevronDown, Plus } from "lucide-react";
import { useState } from "react";
import { orpc } from "../engine-client/index.ts";
import { confirm, Menu, toast, toastProblem } from "../ui/index.ts";
import { useCommand } from "./commands.ts";
import { NameDialog } from "./name-dialog.tsx";
import { goTo } from "./route.ts";
import { showPrompt } from "./show-new.ts";
import { select, useSelection } from "./store.ts";
import styles from "./top-bar.module.css";

/** Which prompt is under work; new ones, other names. */
export function PromptMenu() {
  const prompts = useQuery(orpc.prompts.list.queryOptions()).data ?? [];
  const project = useQuery(orpc.project.get.queryOptions()).data;
  const promptId = useSelection((state) => state.promptId);
  const current = prompts.find((prompt) => prompt.id === promptId);
  const [naming, setNaming] = useState<"new" | "rename" | null>(null);

  const create = useMutation(
    orpc.prompts.create.mutationOptions({
      onSuccess: async (prompt) => {
        await showPrompt(prompt.id);
        await goTo("workbench");
      },
      onError: (error) => toastProblem("The prompt could not be created", error),
    }),
  );
  const rename = useMutation(
    orpc.prompts.rename.mutationOptions({ onError: (error) => toastProblem("The prompt could not be renamed", error) }),
  );
  const remove = useMutation(
    orpc.prompts.remove.mutationOptions({
      onSuccess: () => toast({ title: "Prompt deleted" }),
      onError: (error) => toastProblem("The prompt could not be deleted", error),
    }),
  );
  const askToRemove = async () => {
    if (current === undefined) return;
    const versions = current.versions === 1 ? "its one version" : `its ${current.versions} versions`;
    const yes = await confirm({
      title: `Delete the prompt “${current.name}”?`,
      text: `Deletes its draft, ${versions} and their runs. Conversation sets are kept. This cannot be undone.`,
      action: "Delete prompt",
      danger: true,
    });
    if (yes) remove.mutate({ promptId: current.id });
  };

  const canWrite = project?.readOnly === false;
  const canChange = canWrite && current !== undefined;
  const startNew = () => setNaming("new");
  const startRename = () => setNaming("rename");
  useCommand({ id: "prompt-new", title: "New prompt…", group: "Prompt", run: startNew, enabled: canWrite });
  useCommand({ id: "prompt-rename", title: "Rename prompt…", group: "Prompt", run: startRename, enabled: canChange });
  useCommand({
    id: "prompt-delete",
    title: "Delete prompt…",
    group: "Prompt",
    run: () => void askToRemove(),
    enabled: canChange,
  });

  const name = current?.name ?? "No prompt";
  return (
    <>
      <Menu
        trigger={
          <button type="button" className={styles.choice} aria-label={`Prompt: ${name}`} title={name}>
            <span className={styles.name}>{name}</span>
            <ChevronDown aria-hidden="true" />
          </button>
        }
        entries={[
          ...prompts.map((prompt) => ({
            label: prompt.name,
            checked: prompt.id === promptId,
            run: () => select({ promptId: prompt.id }),
          })),
          "separator",
          { label: "New prompt…", icon: <Plus aria-hidden="true" />, run: startNew, disabled: !canWrite },
          { label: "Rename prompt…", run: startRename, disabled: !canChange },
          { label: "Delete prompt…", danger: true, run: () => void askToRemove(), disabled: !canChange },
        ]}
      />
      {naming === "new" && (
        <NameDialog
          title="New prompt"
          label="Prompt name"
          action="Create prompt"
          taken={prompts.map((prompt) => prompt.name)}
          onClose={() => setNaming(null)}
          onName={(text) => create.mutate({ name: text, text: "" })}
        />
      )}
      {naming === "rename" && current !== undefined && (
        <NameDialog
          title="Rename prompt"
          label="Prompt name"
          initial={current.name}
          action="Rename"
          taken={prompts.map((prompt) => prompt.name)}
          onClose={() => setNaming(null)}
          onName={(text) => rename.mutate({ promptId: current.id, name: text })}
        />
      )}
    </>
  );
}
