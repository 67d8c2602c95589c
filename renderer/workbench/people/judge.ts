import type { ReplyAt } from "../../../shared/contract/people.ts";
import type { ConversationComparison, Reply } from "../../../shared/domain/comparison.ts";
import type { MatchRule, PersonSays } from "../../../shared/domain/people.ts";
import { client, orpc, queryClient } from "../../engine-client/index.ts";
import { toastProblem } from "../../ui/index.ts";
import { withSaid, type Said } from "./with-said.ts";

/** A reply that can be judged: what is known of it, and where it stands. */
export interface Judged {
  at: ReplyAt;
  reply: Reply;
}

/** Gives a verdict; the one that is there already is taken back, so that a key undoes itself. */
export function toggleVerdict({ at, reply }: Judged, verdict: PersonSays): void {
  if (reply.person?.verdict === verdict) {
    void keep("The verdict could not be taken back", { at, reply }, { person: null }, () => client.people.remove(at));
    return;
  }
  giveVerdict({ at, reply }, verdict, reply.person?.note ?? "");
}

export function giveVerdict({ at, reply }: Judged, verdict: PersonSays, note: string): void {
  const person = { verdict, note, author: reply.person?.author ?? "", at: new Date().toISOString() };
  void keep("The verdict could not be kept", { at, reply }, { person }, () =>
    client.people.give({ ...at, verdict, note }),
  );
}

export function approve({ at, reply }: Judged, rule: MatchRule): void {
  void keep("The reply could not be approved", { at, reply }, {}, () => client.people.approve({ ...at, rule }));
}

/** Approves a reply as it stands, or takes its approval back. */
export function toggleApproval({ at, reply }: Judged): void {
  if (!reply.expected?.own) return approve({ at, reply }, { match: "exact" });
  void keep("The approval could not be taken back", { at, reply }, {}, () => client.people.unapprove(at));
}

/** Shows what was said at once; the engine's event brings what it changed elsewhere. */
async function keep(title: string, { at, reply }: Judged, said: Said, send: () => Promise<void>): Promise<void> {
  const queryKey = orpc.compare.conversation.key();
  // What is being read was asked for before this was said, and would undo it on the screen.
  await queryClient.cancelQueries({ queryKey });
  queryClient.setQueriesData<ConversationComparison>({ queryKey }, (shown) => withSaid(shown, at, reply.text, said));
  try {
    await send();
  } catch (error) {
    toastProblem(title, error);
    void queryClient.invalidateQueries({ queryKey });
  }
}
