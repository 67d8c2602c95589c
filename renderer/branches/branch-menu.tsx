import { ChevronDown, GitBranch, GitMerge, Plus } from "lucide-react";
import { useCommand } from "../shell/commands.ts";
import { useCanWrite } from "../shell/selection.ts";
import { orpc, queryClient } from "../engine-client/index.ts";
import { Menu, type MenuEntry } from "../ui/index.ts";
import { openBranchDialog, branchesForMenu, formatBranchHead, useBranches } from "./branches.ts";
import { BranchDialogs } from "./branch-dialogs.tsx";
import { switchBranch } from "./change-branches.ts";
import styles from "../shell/top-bar.module.css";

/** More than this would push what can be done with them out of the menu. */
const MAX_BRANCHES_IN_MENU = 12;
const group = "Branches";

/** Saving words changes no branch, but whether its draft has edits: that is read when the menu opens. */
function refreshBranchList(): void {
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
    run: () => openBranchDialog({ kind: "switch" }),
    enabled: hasOthers,
  });
  useCommand({
    id: "branch-new",
    title: "New branch…",
    keys: "v n",
    group,
    run: () => openBranchDialog({ kind: "new", from: null }),
    enabled: canWrite,
  });
  useCommand({
    id: "branch-merge",
    title: toMerge,
    keys: "v m",
    group,
    run: () => openBranchDialog({ kind: "merge" }),
    enabled: hasOthers,
  });
  useCommand({
    id: "branch-rename",
    title: "Rename branch…",
    keys: "v r",
    group,
    run: () => openBranchDialog({ kind: "rename" }),
    enabled: canWrite,
  });
  useCommand({
    id: "branch-delete",
    title: "Delete a branch…",
    keys: "v d",
    group,
    run: () => openBranchDialog({ kind: "remove" }),
    enabled: hasOthers,
  });
  if (promptId === null || current === null) return null;

  const listed = branchesForMenu(branches, MAX_BRANCHES_IN_MENU);
  const entries: MenuEntry[] = listed.map((branch) => ({
    label: branch.name,
    hint: formatBranchHead(branch),
    checked: branch.current,
    disabled: !canWrite,
    run: () => void (branch.current || switchBranch(promptId, branch.name)),
  }));
  if (listed.length < branches.length) {
    entries.push({
      label: `All ${branches.length} branches…`,
      keys: "v v",
      run: () => openBranchDialog({ kind: "switch" }),
      disabled: !hasOthers,
    });
  }
  entries.push(
    "separator",
    {
      label: "New branch…",
      icon: <Plus aria-hidden="true" />,
      keys: "v n",
      run: () => openBranchDialog({ kind: "new", from: null }),
      disabled: !canWrite,
    },
    {
      label: toMerge,
      icon: <GitMerge aria-hidden="true" />,
      keys: "v m",
      run: () => openBranchDialog({ kind: "merge" }),
      disabled: !hasOthers,
    },
    { label: "Rename branch…", keys: "v r", run: () => openBranchDialog({ kind: "rename" }), disabled: !canWrite },
    {
      label: "Delete a branch…",
      keys: "v d",
      danger: true,
      run: () => openBranchDialog({ kind: "remove" }),
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
        onOpen={refreshBranchList}
      />
      <BranchDialogs />
    </>
  );
}
