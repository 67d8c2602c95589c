import { plural } from "../../../shared/rules/plural.ts";
import { goTo } from "../../app/index.ts";
import { Button, EmptyState } from "../../ui/index.ts";
import type { Replay } from "../replay/use-replay.ts";
import { sideName } from "../run-choice.ts";
import type { Loop } from "../use-loop.ts";

/** The next step, where there is nothing to show: a sentence and a button. */
export function NothingYet({ loop, replay }: { loop: Loop; replay: Replay }) {
  const { set, model, prompt, sides } = loop;
  if (prompt === null) return <EmptyState text="Outcomes appear here once there is a prompt to replay." />;
  if (set === null || set.conversations === 0) {
    return (
      <EmptyState
        text="A replay needs conversations: what people ask, turn by turn, and what must hold for the replies."
        action={
          <Button look="primary" onClick={() => void goTo("conversations")}>
            Import or write conversations
          </Button>
        }
      />
    );
  }
  if (model === null) {
    return (
      <EmptyState
        text="A replay needs a model to reply. Add one, with its key where it takes one."
        action={
          <Button look="primary" onClick={() => void goTo("settings")}>
            Add a model
          </Button>
        }
      />
    );
  }
  const name = sides.candidate === "draft" ? "the draft" : sideName(sides.candidate);
  return (
    <EmptyState
      text={`${sides.candidate === "draft" ? "The draft" : name} has not been replayed with ${model.name} yet.`}
      action={
        <Button
          look="primary"
          disabled={!replay.ready || replay.starting}
          onClick={() => void replay.replay(sides.candidate)}
        >
          Replay {name} over {plural(set.conversations, "conversation")}
        </Button>
      }
    />
  );
}
