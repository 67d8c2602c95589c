import { goToMerge } from "../app/route.ts";
import { BranchNameDialog } from "./branch-name-dialog.tsx";
import { BranchPicker } from "./branch-picker.tsx";
import { branchDialogs, closeBranchDialog } from "./branch-dialogs.ts";
import { removeBranch, renameBranch, switchBranch } from "./change-branches.ts";
import { NewBranchDialog } from "./new-branch-dialog.tsx";
import { useBranches } from "./use-branches.ts";

/** Whatever has been asked about branches; once per window. */
export function BranchQuestions() {
  const { asked } = branchDialogs();
  const { promptId, branches, current } = useBranches();
  if (asked === null || promptId === null || current === null) return null;
  const others = branches.filter((branch) => !branch.current);
  const picker = { branches: others, onClose: closeBranchDialog };
  switch (asked.kind) {
    case "new":
      return <NewBranchDialog promptId={promptId} current={current} from={asked.from} onClose={closeBranchDialog} />;
    case "rename":
      return (
        <BranchNameDialog
          title="Rename branch"
          description={`“${current.name}” keeps its versions and its draft.`}
          initial={current.name}
          action="Rename"
          onClose={closeBranchDialog}
          onName={(name) => renameBranch(promptId, current.name, name)}
        />
      );
    case "switch":
      return (
        <BranchPicker {...picker} title="Switch to a branch" onPick={(name) => void switchBranch(promptId, name)} />
      );
    case "merge":
      return (
        <BranchPicker
          {...picker}
          title={`Merge a branch into ${current.name}`}
          onPick={(name) => void goToMerge(name)}
        />
      );
    case "remove":
      return <BranchPicker {...picker} title="Delete a branch" onPick={(name) => void removeBranch(promptId, name)} />;
  }
}
