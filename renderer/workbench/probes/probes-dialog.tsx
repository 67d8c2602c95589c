import { Dialog } from "../../ui/index.ts";
import { leaveProbes, useGuardState } from "../guards/guard-store.ts";
import type { OpenDraft } from "../prompt/use-draft.ts";
import type { Loop } from "../use-loop.ts";
import { ProbesView } from "./probes-view.tsx";

const WIDTH = 860;

/** Conversations one step past a fix: a model proposes, a person picks. */
export function ProbesDialog({ loop, draft }: { loop: Loop; draft: OpenDraft | null }) {
  const probing = useGuardState((state) => state.probing);
  return (
    <Dialog
      open={probing !== null}
      onClose={leaveProbes}
      title="Conversations one step past this"
      width={WIDTH}
      description="A model is shown the prompt, the conversation, the reply and its faults, and proposes others that could go wrong in a like way. Nothing is asked, and nothing is added, before you say so."
    >
      {probing && <ProbesView key={JSON.stringify(probing.pair)} question={probing} loop={loop} draft={draft} />}
    </Dialog>
  );
}
