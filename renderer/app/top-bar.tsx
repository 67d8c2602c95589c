import { useMutation, useQuery } from "@tanstack/react-query";
import { ChevronDown, Plus, Monitor, Moon, Search, Sun } from "lucide-react";
import { useState } from "react";
import { orpc } from "../engine-client/index.ts";
import { classes, Menu, toastProblem, confirm, toast, Badge, IconButton } from "../ui/index.ts";
import { useCommand } from "../shell/commands.ts";
import { NameDialog } from "../shell/name-dialog.tsx";
import styles from "../shell/top-bar.module.css";
import { goTo } from "../shell/navigation.ts";
import { selectNewPrompt, select, useSelection } from "../shell/selection.ts";
import { BranchMenu } from "../branches/branch-menu.tsx";
import { openPalette } from "./palette.tsx";
import { ReplayBar } from "../workbench/replay-bar.tsx";
import { chooseTheme, useThemeChoice } from "../shell/theme.ts";

function ProjectMenu() {
  const project = useQuery(orpc.project.get.queryOptions()).data;
  const [isRenaming, setIsRenaming] = useState(false);
  const rename = useMutation(
    orpc.project.rename.mutationOptions({
      onError: (error) => toastProblem("The project could not be renamed", error),
    }),
  );
  const startRenaming = () => setIsRenaming(true);
  const canWrite = project?.readOnly === false;
  useCommand({
    id: "project-rename",
    title: "Rename project…",
    group: "Project",
    run: startRenaming,
    enabled: canWrite,
  });
  if (project === undefined) return null;
  return (
    <>
      <Menu
        trigger={
          <button
            type="button"
            className={classes(styles.choice, styles.quiet)}
            aria-label={`Project: ${project.name}`}
            title={project.file}
          >
            <span className={styles.name}>{project.name}</span>
            <ChevronDown aria-hidden="true" />
          </button>
        }
        entries={[{ heading: project.file }, { label: "Rename project…", run: startRenaming, disabled: !canWrite }]}
      />
      {isRenaming && (
        <NameDialog
          title="Rename project"
          label="Project name"
          initial={project.name}
          action="Rename"
          onClose={() => setIsRenaming(false)}
          onName={(name) => rename.mutate({ name })}
        />
      )}
    </>
  );
}

/** Which prompt is under work; new ones, other names. */
function PromptMenu() {
  const prompts = useQuery(orpc.prompts.list.queryOptions()).data ?? [];
  const project = useQuery(orpc.project.get.queryOptions()).data;
  const promptId = useSelection((state) => state.promptId);
  const current = prompts.find((prompt) => prompt.id === promptId);
  const [naming, setNaming] = useState<"new" | "rename" | null>(null);

  const create = useMutation(
    orpc.prompts.create.mutationOptions({
      onSuccess: async (prompt) => {
        await selectNewPrompt(prompt.id);
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

/** The project, the prompt, the branch, the replay bar and the command palette. */
export function TopBar() {
  const project = useQuery(orpc.project.get.queryOptions()).data;
  return (
    <header className={styles.bar}>
      <div className={styles.place}>
        <ProjectMenu />
        {project?.readOnly && (
          <Badge tone="warn" title="The file cannot be written to; nothing can be changed or replayed.">
            read-only
          </Badge>
        )}
        <span className={styles.slash} aria-hidden="true">
          /
        </span>
        <PromptMenu />
        <BranchMenu />
      </div>
      <div className={styles.replay}>
        <ReplayBar />
      </div>
      <div className={styles.tools}>
        <IconButton label="Show all commands" keys="Mod+k" icon={<Search aria-hidden="true" />} onClick={openPalette} />
        <ThemeMenu />
      </div>
    </header>
  );
}

const themeIcons = {
  light: <Sun aria-hidden="true" />,
  dark: <Moon aria-hidden="true" />,
  system: <Monitor aria-hidden="true" />,
};

function ThemeMenu() {
  const { choice } = useThemeChoice();
  return (
    <Menu
      align="end"
      trigger={<IconButton label={`Theme: ${choice}`} icon={themeIcons[choice]} />}
      entries={(["light", "dark", "system"] as const).map((theme) => ({
        label: theme === "system" ? "As the system" : theme === "light" ? "Light" : "Dark",
        checked: theme === choice,
        run: () => chooseTheme(theme),
      }))}
    />
  );
}
