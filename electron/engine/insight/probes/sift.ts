import type { Check } from "../../../../shared/domain/check.ts";
import type { Dropped, Proposal } from "../../../../shared/domain/probe.ts";
import type { Store } from "../../store/store.ts";
import { isNear, nearCopies, saidIn } from "./near-copies.ts";
import { asConversation, type ReadProposal } from "./read-proposals.ts";

export interface SiftTerms {
  store: Store;
  setId: string;
  checks: readonly Check[];
  /** The title of the conversation that they step past. */
  from: string;
  count: number;
}

/** The proposals that are worth a look, and a word on each that is not. */
export async function sift(
  read: readonly ReadProposal[],
  { store, setId, checks, from, count }: SiftTerms,
): Promise<{ proposals: Proposal[]; dropped: Dropped[] }> {
  const all = read.map((one) => ({ ...one, conversation: asConversation(one, checks, from) }));
  const copies = await nearCopies(
    store,
    setId,
    all.map(({ conversation }) => conversation),
  );
  const proposals: Proposal[] = [];
  const dropped: Dropped[] = [];
  for (const [at, { title, why, conversation }] of all.entries()) {
    const copy = copies[at] ?? null;
    const twin = proposals.find((other) => isNear(saidIn(other.conversation), saidIn(conversation)));
    if (copy !== null) dropped.push({ title, reason: `the set has nearly the same as "${copy}"` });
    else if (twin) dropped.push({ title, reason: `nearly the same as “${twin.conversation.title}”` });
    else if (proposals.length === count) dropped.push({ title, reason: `more than the ${count} that were asked for` });
    else proposals.push({ conversation, why, trial: null });
  }
  return { proposals, dropped };
}
