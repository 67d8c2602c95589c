import { ChevronDown, GitBranch, GitMerge, Plus } from "lucide-react";
import { useCommand } from "../app/commands.ts";
import { useCanWrite } from "../app/use-can-write.ts";
import { orpc, queryClient } from "../engine-client/index.ts";
import { Menu, type MenuEntry } from "../ui/index.ts";
import { askForBranch } from "./branch-dialogs.ts";
import { BranchQuestions } from "./branch-questions.tsx";
import { forMenu, standOf } from "./branch-words.ts";
import { switchBranch } from "./change-branches.ts";
import { useBranches } from "./use-branches.ts";
import styles from "../app/top-bar.module.css";

/** More than this would push what can be done with them out of the menu. */
const MOST_IN_MENU = 12;
const group = "Branches";

/** Saving words changes no branch, but whether its draft has edits: that is asked when somebody looks. */
function readBranches(): void {
  void queryClient.invalidateQueries({ queryKey: orpc.branches.key() });
}

/** Which branch is worked on; new ones, other names, merging. */
export function BranchMenu() {
  const { promptId, branches, current } = useBranches();
  const canWrite = useCanWrite() && current !== null;
  const hasOthers = canWrite && branches.length > 1;
  const toMerge = `Merge a branch into ${current?.name ?? "this one"}…`;

  useCommand({
    id: "branch-switch",
    title: "Switch branch…",
    keys: "v v",
    group,
    run: () => askForBranch({ kind: "switch" }),
    enabled: hasOthers,
  });
  useCommand({
    id: "branch-new",
    title: "New branch…",
    keys: "v n",
    group,
    run: () => askForBranch({ kind: "new", from: null }),
    enabled: canWrite,
  });
  useCommand({
    id: "branch-merge",
    title: toMerge,
    keys: "v m",
    group,
    run: () => askForBranch({ kind: "merge" }),
    enabled: hasOthers,
  });
  useCommand({
    id: "branch-rename",
    title: "Rename branch…",
    keys: "v r",
    group,
    run: () => askForBranch({ kind: "rename" }),
    enabled: canWrite,
  });
  useCommand({
    id: "branch-delete",
    title: "Delete a branch…",
    keys: "v d",
    group,
    run: () => askForBranch({ kind: "remove" }),
    enabled: hasOthers,
  });
  if (promptId === null || current === null) return null;

  const listed = forMenu(branches, MOST_IN_MENU);
  const entries: MenuEntry[] = listed.map((branch) => ({
    label: branch.name,
    hint: standOf(branch),
    checked: branch.current,
    disabled: !canWrite,
    run: () => void (branch.current || switchBranch(promptId, branch.name)),
  }));
  if (listed.length < branches.length) {
    entries.push({
      label: `All ${branches.length} branches…`,
      keys: "v v",
      run: () => askForBranch({ kind: "switch" }),
      disabled: !hasOthers,
    });
  }
  entries.push(
    "separator",
    {
      label: "New branch…",
      icon: <Plus aria-hidden="true" />,
      keys: "v n",
      run: () => askForBranch({ kind: "new", from: null }),
      disabled: !canWrite,
    },
    {
      label: toMerge,
      icon: <GitMerge aria-hidden="true" />,
      keys: "v m",
      run: () => askForBranch({ kind: "merge" }),
      disabled: !hasOthers,
    },
    { label: "Rename branch…", keys: "v r", run: () => askForBranch({ kind: "rename" }), disabled: !canWrite },
    {
      label: "Delete a branch…",
      keys: "v d",
      danger: true,
      run: () => askForBranch({ kind: "remove" }),
      disabled: !hasOthers,
    },
  );
  return (
    <>
      <span className={styles.slash} aria-hidden="true">
        /
      </span>
      <Menu
        trigger={
          <button type="button" className={styles.choice} aria-label={`Branch: ${current.name}`} title={current.name}>
            <GitBranch aria-hidden="true" />
            <span className={styles.name}>{current.name}</span>
            <ChevronDown aria-hidden="true" />
          </button>
        }
        entries={entries}
        onOpen={readBranches}
      />
      <BranchQuestions />
    </>
  );
}
