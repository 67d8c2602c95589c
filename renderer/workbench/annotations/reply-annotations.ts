import type { RecordedReplyRef } from "../../../shared/contract/verdicts.ts";
import type { ConversationComparison, Reply, TurnComparison } from "../../../shared/domain/comparison.ts";
import type { MatchRule, HumanVerdict } from "../../../shared/domain/annotation.ts";
import { client, orpc, queryClient } from "../../engine-client/index.ts";
import { toastProblem } from "../../ui/index.ts";
import { humanVerdictOf, replyStatusOf } from "../../../shared/rules/sample-status.ts";

type HumanVerdictChange = Pick<Reply, "person">;

/** The evidence with what was just said of a reply, on either side that has the same words at this turn. */
export function withHumanVerdict(
  shown: ConversationComparison | undefined,
  { conversationId, turn }: Pick<RecordedReplyRef, "conversationId" | "turn">,
  text: string,
  said: HumanVerdictChange,
): ConversationComparison | undefined {
  if (shown?.row.id !== conversationId) return shown;
  const tell = (reply: Reply | null): Reply | null => (reply?.text === text ? { ...reply, ...said } : reply);
  return {
    ...shown,
    turns: shown.turns.map((one) =>
      one.index === turn ? { ...one, baseline: tell(one.baseline), candidate: tell(one.candidate) } : one,
    ),
  };
}

/** A reply that can be judged: what is known of it, and where it stands. */
export interface JudgedReply {
  at: RecordedReplyRef;
  reply: Reply;
}

/** Gives a verdict; the one that is there already is taken back, so that a key undoes itself. */
export function toggleVerdict({ at, reply }: JudgedReply, verdict: HumanVerdict): void {
  if (reply.person?.verdict === verdict) {
    void saveAnnotation("The verdict could not be taken back", { at, reply }, { person: null }, () =>
      client.people.remove(at),
    );
    return;
  }
  giveVerdict({ at, reply }, verdict, reply.person?.note ?? "");
}

export function giveVerdict({ at, reply }: JudgedReply, verdict: HumanVerdict, note: string): void {
  const person = { verdict, note, author: reply.person?.author ?? "", at: new Date().toISOString() };
  void saveAnnotation("The verdict could not be kept", { at, reply }, { person }, () =>
    client.people.give({ ...at, verdict, note }),
  );
}

export function approve({ at, reply }: JudgedReply, rule: MatchRule): void {
  void saveAnnotation("The reply could not be approved", { at, reply }, {}, () =>
    client.people.approve({ ...at, rule }),
  );
}

/** Approves a reply as it stands, or takes its approval back. */
export function toggleApproval({ at, reply }: JudgedReply): void {
  if (!reply.expected?.own) return approve({ at, reply }, { match: "exact" });
  void saveAnnotation("The approval could not be taken back", { at, reply }, {}, () => client.people.unapprove(at));
}

/** Shows what was said at once; the engine's event brings what it changed elsewhere. */
async function saveAnnotation(
  title: string,
  { at, reply }: JudgedReply,
  said: HumanVerdictChange,
  send: () => Promise<void>,
): Promise<void> {
  const queryKey = orpc.compare.conversation.key();
  // What is being read was asked for before this was said, and would undo it on the screen.
  await queryClient.cancelQueries({ queryKey });
  queryClient.setQueriesData<ConversationComparison>({ queryKey }, (shown) =>
    withHumanVerdict(shown, at, reply.text, said),
  );
  try {
    await send();
  } catch (error) {
    toastProblem(title, error);
    void queryClient.invalidateQueries({ queryKey });
  }
}

interface ReplyScope {
  conversationId: string;
  sample: number;
  /** The runs that hold the replies of the sample. */
  runs: ConversationComparison["runs"];
}

/** The reply that the keys are about: the candidate's at the current turn, else the first that is not fixed. */
export function selectedReply(
  turns: readonly TurnComparison[],
  current: number | null,
  where: ReplyScope,
): JudgedReply | null {
  const turn =
    turns.find(({ index }) => index === current) ?? turns.find((one) => one.candidate ?? one.baseline ?? null);
  return turn ? (replyAt(turn, "candidate", where) ?? replyAt(turn, "baseline", where)) : null;
}

export function replyAt(turn: TurnComparison, side: "baseline" | "candidate", where: ReplyScope): JudgedReply | null {
  const { conversationId, sample, runs } = where;
  const reply = turn[side];
  const runId = runs[side];
  return reply && runId !== null ? { at: { runId, conversationId, turn: turn.index, sample }, reply } : null;
}

/** When something was said: the time of today, else the day. */
export function formatVerdictTime(at: string, now: Date = new Date()): string {
  const then = new Date(at);
  const today = then.toDateString() === now.toDateString();
  return today
    ? then.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })
    : then.toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });
}

/** Why a reply stands other than what a person says of it would make one think; null where it does not. */
export function whyGoodReplyStillFails(reply: Reply): string | null {
  if (humanVerdictOf(reply) !== "good") return null;
  const status = replyStatusOf(reply.verdicts, "good");
  if (status === "failed") return "still fails: a good verdict outranks judges, not a check that fails";
  return status === "unevaluated" ? "still not evaluated: a check could not be" : null;
}
