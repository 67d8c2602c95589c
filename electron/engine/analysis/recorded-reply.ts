import { pinnedReplies } from "../replay/pinned-replies.ts";
import { z } from "zod";
import type { RecordedReplyRef } from "../../../shared/contract/verdicts.ts";
import type { Verdict } from "../../../shared/domain/check.ts";
import { type ConversationContent, userTurns, type IndexedUserTurn } from "../../../shared/domain/conversation.ts";
import type { ReplyAnnotation } from "../../../shared/domain/annotation.ts";
import type { Run } from "../../../shared/domain/run.ts";
import { Problem } from "../../../shared/problem.ts";
import type { ReplyUnderCheck } from "../checks/check-kind.ts";
import type { ChatRequest } from "../models/model-interface.ts";
import { messagesUpToTurn } from "../calls/request.ts";
import { checksOnTurn } from "../annotations/sample-status.ts";
import type { StoredOutput } from "../store/outputs.ts";
import type { Store } from "../store/store.ts";
import { readStoredJson } from "../store/stored-json.ts";

const tagsSchema = z.array(z.string());

/** A recorded reply with all that it came from. */
export interface RecordedReply {
  run: Run;
  conversation: { id: string; title: string; tags: string[] };
  content: ConversationContent;
  /** The user turns up to the one that it answers, which is the last. */
  asked: readonly IndexedUserTurn[];
  /** Per turn, what stood in the history after it; null at the last one. */
  replied: readonly (string | null)[];
  reply: ReplyUnderCheck;
  /** What the model was asked. */
  request: Pick<ChatRequest, "system" | "messages">;
  verdicts: Verdict[];
  person: ReplyAnnotation | null;
}

/** Throws Problem("not-found") where the reply is not there any more. */
export function readRecordedReply(store: Store, at: RecordedReplyRef): RecordedReply {
  const stored = store.runs.get(Number(at.runId));
  const place = stored && store.runs.conversation(Number(at.runId), at.conversationId);
  const outputs = place ? store.outputs.ofSample(Number(at.runId), place.position, at.sample) : [];
  const output = outputs.find(({ turn }) => turn === at.turn);
  if (!stored || !place || !output) {
    throw new Problem("not-found", "There is no recorded reply at this place any more. Nothing was changed.", {
      runId: at.runId,
      conversationId: at.conversationId,
    });
  }
  const content = store.conversations.contentOf(place.contentId);
  const asked = userTurns(content.turns).slice(0, at.turn + 1);
  const before =
    stored.run.history === "pinned"
      ? pinnedHistory(store, stored.run, at)
      : (index: number) => outputs.find(({ turn }) => turn === index);
  const own = asked.map(({ index }) => before(index)?.text ?? null);
  const messages = messagesUpToTurn(asked, at.turn, own);
  const turn = asked[at.turn];
  const checks = turn ? checksOnTurn(turn, content.checks) : [];
  return {
    run: stored.run,
    conversation: {
      id: place.id,
      title: place.title,
      tags: readStoredJson(tagsSchema, place.tags, { table: "run_conversations", row: place.id, column: "tags" }),
    },
    content,
    asked,
    replied: asked.map(({ index, fixed }) => (index === at.turn || fixed !== null ? null : (own[index] ?? null))),
    reply: {
      text: output.text,
      finishReason: output.finishReason,
      latencyMs: output.latencyMs,
      cost: output.cost,
    },
    request: { system: store.texts.get(stored.textId), messages },
    verdicts: store.outputs.verdicts(output.id).flatMap((verdict, index) => {
      const check = checks[index];
      return check ? [{ check, ...verdict }] : [];
    }),
    person: store.annotations.verdict({ contentId: place.contentId, turn: at.turn, textId: output.textId }),
  };
}

/** The replies that a conversation with pinned history was asked with; see `pinnedReplies`. */
function pinnedHistory(store: Store, run: Run, at: RecordedReplyRef): (turn: number) => StoredOutput | undefined {
  const runId = Number(run.baselineRunId);
  const place = store.runs.conversation(runId, at.conversationId);
  if (!place) return () => undefined;
  const samples = store.runs.get(runId)?.run.samples ?? 1;
  return pinnedReplies(store, { runId, position: place.position, samples }, at.sample);
}
