import type { ReplyPair } from "../../../../shared/contract/analyses.ts";
import type { RecordedReplyRef } from "../../../../shared/contract/verdicts.ts";
import type { Check } from "../../../../shared/domain/check.ts";
import type { UnsupportedFact } from "../../../../shared/domain/fact.ts";
import type {
  RegressionTestDraft,
  CheckSuggestion,
  CheckTrial,
  CheckTrialPair,
} from "../../../../shared/domain/test-generation.ts";
import { Problem } from "../../../../shared/problem.ts";
import type { WebhookCaller } from "../../checks/code/webhook-caller.ts";
import type { Sandbox } from "../../checks/sandbox/sandbox.ts";
import { readFactSettings } from "../../grounding/fact-settings.ts";
import { isFactAllowed } from "../../compare/fact-flags.ts";
import { createSourceReader } from "../../grounding/fact-sources.ts";
import { findUnsupportedFacts } from "../../grounding/unsupported-facts.ts";
import { chosenJudge } from "../../judges/chosen-judge.ts";
import type { Judges } from "../../judges/judges.ts";
import type { Store } from "../../store/store.ts";
import { type ConsentCheck, isJudgedByModel, webhookUrlsIn } from "../../judges/consent-check.ts";
import { readRecordedReply, type RecordedReply } from "../recorded-reply.ts";
import { suggestChecks, type SuggestedCheck } from "./suggest-checks.ts";
import { distinctivePhrases } from "./distinctive-phrases.ts";
import { evaluateChecks } from "../../checks/evaluate.ts";
import type { Grader } from "../../checks/graded/grader.ts";
import { canonicalJson } from "../../store/content-hash.ts";

interface RegressionTestsDependencies {
  store: Store;
  sandbox: Sandbox;
  webhooks: WebhookCaller;
  judges: Judges;
  needs: ConsentCheck;
}

/**
 * How long a person waits for a check that is tried, in milliseconds. Calls and webhooks have limits of their own that
 * start with their requests; this one also counts the time behind the calls of a run, so it is much longer than theirs.
 */
const MAX_TRY_MS = 900_000;

/** Makes conversations of replies: what a reply did wrong once, every later version is asked again. */
export function createRegressionTests({ store, sandbox, webhooks, judges, needs }: RegressionTestsDependencies) {
  const termsWith = (ask: boolean): { terms: TryCheckTools; done(): void } => {
    const judge = ask ? chosenJudge(store) : null;
    const grader = judge && judges.standalone(judge, () => undefined);
    const patience = new AbortController();
    const late = new Problem(
      "busy",
      "The judge or webhook was busy with others for 15 minutes. Try the check again later.",
    );
    const timer = setTimeout(() => patience.abort(late), MAX_TRY_MS);
    timer.unref();
    const done = (): void => clearTimeout(timer);
    return { terms: { sandbox, webhooks, grader, signal: patience.signal }, done };
  };

  /** Of one side; null where it has no reply, or where somebody would have to be asked and must not be. */
  const tryOn = async (
    check: Check,
    side: RecordedReply | null,
    ask: boolean,
    terms: TryCheckTools,
  ): Promise<CheckTrial | null> => {
    if (!side) return null;
    const recorded = callsOutside(check) ? recordedVerdict(check, side) : null;
    if (recorded || (callsOutside(check) && !ask)) return recorded;
    return tryCheck(check, side, terms);
  };

  const tryBoth = async (check: Check, sides: ReplySides, ask: boolean): Promise<CheckTrialPair> => {
    const { terms, done } = termsWith(ask);
    try {
      const [reply, other] = await Promise.all([
        tryOn(check, sides.reply, ask, terms),
        tryOn(check, sides.other, ask, terms),
      ]);
      return { reply, other };
    } finally {
      done();
    }
  };

  const read = (pair: ReplyPair): ReplySides => {
    const reply = readRecordedReply(store, pair.reply);
    const other = pair.other && readRecordedReply(store, pair.other);
    // Of another question, the other side's reply would say nothing.
    return { reply, other: other && other.asked.at(-1)?.content === reply.asked.at(-1)?.content ? other : null };
  };

  const suggestFor = ({ reply, other }: ReplySides): SuggestedCheck[] => {
    const settings = readFactSettings(store);
    const reader = createSourceReader(settings);
    const { text } = reply.reply;
    const sources = () => reader.before(reply.request.system, reply.asked, reply.asked.length - 1);
    const given = [reply.request.system, ...reply.asked.map(({ content }) => content)];
    const bad = reply.person?.verdict === "bad";
    const facts = findUnsupportedFacts(text, settings, sources).filter((fact) => !isFactAllowed(fact, settings));
    return suggestChecks({
      facts,
      verdicts: reply.verdicts,
      phrases: other ? distinctivePhrases(blankFacts(text, facts), other.reply.text, given) : [],
      note: bad && chosenJudge(store)?.model ? (reply.person?.note ?? null) : null,
      country: settings.country,
      allowed: settings.allowed,
    });
  };

  return {
    /** Throws Problem("not-found") where a reply is not there any more. */
    async suggest(pair: ReplyPair): Promise<RegressionTestDraft> {
      const sides = read(pair);
      const { reply, other } = sides;
      const suggested = await Promise.all(
        suggestFor(sides).map(async (one): Promise<CheckSuggestion> => {
          const tried = await tryBoth(one.check, sides, false);
          const untried = [tried.reply, ...(other ? [tried.other] : [])].filter((side) => side === null);
          const asks = callsOutside(one.check) ? untried.length : 0;
          return { ...one, ...tried, asks, ticked: tried.reply?.status === "fail" };
        }),
      );
      // Words alone are the weakest guess: they are taken where nothing firmer caught the reply.
      const firm = suggested.some(({ source, ticked }) => ticked && source !== "text");
      const { title, tags, id } = reply.conversation;
      const setId = reply.run.setId;
      return {
        from: id,
        title: title || id,
        tags,
        setId: setId !== null && store.conversations.set(Number(setId)) ? setId : null,
        history: reply.run.history,
        turns: reply.asked.map(({ content, fixed, index }) => ({
          user: content,
          fixed: index === reply.asked.length - 1 ? null : fixed,
          replied: reply.replied[index] ?? null,
        })),
        reply: reply.reply.text,
        other: other?.reply.text ?? null,
        suggestions: suggested.map((one) => ({ ...one, ticked: one.ticked && !(firm && one.source === "text") })),
      };
    },

    /** Checks that a recorded reply's own faults suggest, untried. */
    suggestionsFor: (at: RecordedReplyRef): SuggestedCheck[] =>
      suggestFor({ reply: readRecordedReply(store, at), other: null }),

    async try(pair: ReplyPair, check: Check, ask: boolean): Promise<CheckTrialPair> {
      if (ask) needs.require({ checks: [check] });
      return tryBoth(check, read(pair), ask);
    },
  };
}
export type RegressionTests = ReturnType<typeof createRegressionTests>;

/** The text with line breaks for its facts: they have checks of their own, and no stretch of words holds one. */
function blankFacts(text: string, facts: readonly UnsupportedFact[]): string {
  return facts.reduce(
    (rest, { start, end }) => rest.slice(0, start) + "\n".repeat(end - start) + rest.slice(end),
    text,
  );
}

interface ReplySides {
  reply: RecordedReply;
  other: RecordedReply | null;
}

interface TryCheckTools {
  sandbox: Sandbox;
  webhooks: WebhookCaller;
  /** Null where no judge is chosen, or it must not be asked. */
  grader: Grader | null;
  signal: AbortSignal;
}

/** Whether a check asks a judge, or a program of people's own. Sets ask where any of their checks does. */
function callsOutside(check: Check): boolean {
  return isJudgedByModel(check) || webhookUrlsIn(check).length > 0;
}

/** What a check says of a recorded reply, from its record where it is one of its own checks. */
function recordedVerdict(check: Check, { verdicts }: RecordedReply): CheckTrial | null {
  const name = canonicalJson(check);
  const known = verdicts.find((one) => canonicalJson(one.check) === name);
  return known ? { status: known.status, reason: known.reason } : null;
}

/** Evaluates a check on a reply that is there already. */
async function tryCheck(check: Check, read: RecordedReply, terms: TryCheckTools): Promise<CheckTrial> {
  const [verdict] = await evaluateChecks([check], read.reply, { ...terms, asked: read.request });
  return { status: verdict?.status ?? "error", reason: verdict?.reason ?? "" };
}

const MAX_ID_LENGTH = 200;
/** Characters kept free for a number behind it. */
const RESERVED_FOR_NUMBER = 8;

/** An id like this one that the set does not have: itself, else with the next free number behind it. */
export function freeConversationId(store: Store, setId: string, like: string): string {
  const base = like.trim().slice(0, MAX_ID_LENGTH - RESERVED_FOR_NUMBER) || "conversation";
  let id = base;
  for (let number = 2; store.conversations.get(Number(setId), id); number += 1) id = `${base}-${number}`;
  return id;
}
