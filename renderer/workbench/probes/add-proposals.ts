import type { Proposal } from "../../../shared/domain/probe.ts";
import { plural } from "../../../shared/rules/plural.ts";
import { select } from "../../app/index.ts";
import { client } from "../../engine-client/index.ts";
import { toast, toastProblem } from "../../ui/index.ts";

/** Adds proposals to a set, one after the other; gives back those that came in, as they were proposed. */
export async function addProposals(setId: string, setName: string, proposals: readonly Proposal[]): Promise<string[]> {
  const added: string[] = [];
  let first: string | null = null;
  try {
    for (const { conversation } of proposals) {
      const { id } = await client.guards.freshId({ setId, like: conversation.id });
      await client.conversations.save({ setId, conversation: { ...conversation, id }, replaces: null });
      first ??= id;
      added.push(conversation.id);
    }
    toast({
      title: `${plural(added.length, "conversation")} added to ${setName}`,
      text: "With the tag “probe”. The next replay asks them too.",
    });
  } catch (error) {
    toastProblem(added.length === 0 ? "Nothing was added" : `Only ${added.length} were added`, error);
  }
  if (first !== null) select({ setId, conversationId: first });
  return added;
}
