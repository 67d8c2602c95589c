import { useState } from "react";
import type { Branch } from "../../shared/domain/branch.ts";
import { Checkbox } from "../ui/index.ts";
import { useDraft } from "../workbench/prompt/use-draft.ts";
import { BranchNameDialog } from "./branch-name-dialog.tsx";
import { createBranch } from "./change-branches.ts";

interface NewBranchDialogProps {
  promptId: string;
  current: Branch;
  /** The version it starts from; null: the current branch's head. */
  from: number | null;
  onClose: () => void;
}

/** A branch from a version, or from where one stands, with the words that are in no version yet if one likes. */
export function NewBranchDialog({ promptId, current, from, onClose }: NewBranchDialogProps) {
  const draft = useDraft(promptId);
  const mayCarry = from === null && draft?.dirty === true;
  const [carry, setCarry] = useState(true);
  const head = from ?? current.headNumber;
  const start = head === null ? "It starts with no version." : `It starts from v${head}.`;
  return (
    <BranchNameDialog
      title="New branch"
      description={`${start} You go on working there; “${current.name}” stays as it is.`}
      action="Make the branch"
      onClose={onClose}
      onName={(name) => createBranch(promptId, { name, from, carryDraft: mayCarry && carry })}
    >
      {mayCarry && <Checkbox label="Take a copy of the draft's edits along" checked={carry} onValue={setCarry} />}
    </BranchNameDialog>
  );
}
