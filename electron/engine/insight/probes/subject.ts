import type { ReplyAt } from "../../../../shared/contract/people.ts";
import type { Check } from "../../../../shared/domain/check.ts";
import type { ProbeRequest } from "../../../../shared/contract/probes.ts";
import { requirePrompt } from "../../prompts/prompts.ts";
import { resolveRef } from "../../prompts/refs.ts";
import type { Store } from "../../store/store.ts";
import type { Suggested } from "../guards/suggest-checks.ts";
import { readReply } from "../read-reply.ts";
import { carriedChecks } from "./carried-checks.ts";
import { faultOf, probeQuestion } from "./question.ts";
import type { Proposer, ProposerQuestion } from "./proposer.ts";

export interface Subject {
  /** The conversation that the proposals step past. */
  conversationId: string;
  title: string;
  /** Carried over to every proposal. */
  checks: Check[];
  question(before: readonly string[]): { system: string; user: string };
}

/** What a model is told: the prompt as it is now, the conversation, the reply and what was wrong with it. */
export function readSubject(
  store: Store,
  { promptId, version, reply, count = 5 }: ProbeRequest,
  suggest: (at: ReplyAt) => Suggested[],
): Subject {
  const prompt = resolveRef(store, requirePrompt(store, promptId), String(version));
  const read = readReply(store, reply);
  const suggested = suggest(reply);
  const faults = suggested
    .filter(({ source }) => source !== "text")
    .map(({ check, why, source }) => (source === "fact" ? why : faultOf(check, why)));
  if (read.person?.verdict === "bad" && read.person.note !== "") faults.unshift(`a person says: ${read.person.note}`);
  const { title, id } = read.conversation;
  return {
    conversationId: id,
    title: title || id,
    checks: carriedChecks(suggested),
    question: (before) =>
      probeQuestion({
        prompt: prompt.text,
        asked: read.request.messages,
        reply: read.reply.text,
        faults: [...new Set(faults)],
        count,
        before,
      }),
  };
}

/** The question of a round; what the rounds before it brought is named, as far as it is known. */
export function questionOf(subject: Subject, proposer: Proposer, round: number): ProposerQuestion {
  const before: string[] = [];
  let question: ProposerQuestion = { ...subject.question(before), round: 0 };
  for (let at = 1; at <= round; at += 1) {
    before.push(...(proposer.known(question) ?? []).map(({ turns }) => turns.join("\n")));
    question = { ...subject.question(before), round: at };
  }
  return question;
}
