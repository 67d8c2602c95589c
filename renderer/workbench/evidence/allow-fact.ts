import type { ReplyFact } from "../../../shared/domain/fact.ts";
import { client } from "../../engine-client/index.ts";
import { toast, toastProblem } from "../../ui/index.ts";

/** Puts a fact on the project's list, with a way back. */
export async function allowFact({ kind, key, text }: ReplyFact): Promise<void> {
  try {
    await client.facts.allow({ kind, key, text });
    toast({
      title: `${text} is allowed in this project`,
      text: "No reply is flagged for it from now on. The list is in the settings.",
      action: { label: "Undo", run: () => void disallow({ kind, key }) },
    });
  } catch (error) {
    toastProblem("The fact could not be allowed", error);
  }
}

async function disallow(fact: Pick<ReplyFact, "kind" | "key">): Promise<void> {
  try {
    await client.facts.disallow(fact);
  } catch (error) {
    toastProblem("The fact could not be taken off the list", error);
  }
}
