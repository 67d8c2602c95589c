import type { ReplyPair } from "../../../../shared/contract/guards.ts";
import type { ReplyAt } from "../../../../shared/contract/people.ts";
import type { Check } from "../../../../shared/domain/check.ts";
import type { UnsupportedFact } from "../../../../shared/domain/fact.ts";
import type { GuardDraft, GuardSuggestion, Tried, TriedPair } from "../../../../shared/domain/guard.ts";
import { Problem } from "../../../../shared/problem.ts";
import type { WebhookCaller } from "../../checks/code/webhook-caller.ts";
import type { Sandbox } from "../../checks/sandbox/sandbox.ts";
import { readFactSettings } from "../../facts/fact-settings.ts";
import { isAllowed } from "../../facts/flag-rows.ts";
import { createSourceReader } from "../../facts/sources.ts";
import { scanReply } from "../../facts/unsupported-facts.ts";
import { chosenJudge } from "../../judges/choice.ts";
import type { Judges } from "../../judges/judges.ts";
import type { Store } from "../../store/store.ts";
import type { Needs } from "../../trust/needs.ts";
import { readReply, type ReadReply } from "../read-reply.ts";
import { suggestChecks, type Suggested } from "./suggest-checks.ts";
import { tellingPhrases } from "./telling-phrases.ts";
import { asksSomebody, recordedVerdict, tryCheck, type TryTerms } from "./try-check.ts";

export interface GuardsDependencies {
  store: Store;
  sandbox: Sandbox;
  webhooks: WebhookCaller;
  judges: Judges;
  needs: Needs;
}

/**
 * How long a person waits for a check that is tried, in milliseconds. Calls and webhooks have limits of their own that
 * start with their requests; this one also counts the time behind the calls of a run, so it is much longer than theirs.
 */
const MAX_TRY_MS = 900_000;

/** Makes conversations of replies: what a reply did wrong once, every later version is asked again. */
export function createGuards({ store, sandbox, webhooks, judges, needs }: GuardsDependencies) {
  const termsWith = (ask: boolean): { terms: TryTerms; done(): void } => {
    const judge = ask ? chosenJudge(store) : null;
    const grader = judge && judges.alone(judge, () => undefined);
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
  const tryOn = async (check: Check, side: ReadReply | null, ask: boolean, terms: TryTerms): Promise<Tried | null> => {
    if (!side) return null;
    const recorded = asksSomebody(check) ? recordedVerdict(check, side) : null;
    if (recorded || (asksSomebody(check) && !ask)) return recorded;
    return tryCheck(check, side, terms);
  };

  const tryBoth = async (check: Check, sides: Sides, ask: boolean): Promise<TriedPair> => {
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

  const read = (pair: ReplyPair): Sides => {
    const reply = readReply(store, pair.reply);
    const other = pair.other && readReply(store, pair.other);
    // Of another question, the other side's reply would say nothing.
    return { reply, other: other && other.asked.at(-1)?.content === reply.asked.at(-1)?.content ? other : null };
  };

  const suggestFor = ({ reply, other }: Sides): Suggested[] => {
    const settings = readFactSettings(store);
    const reader = createSourceReader(settings);
    const { text } = reply.reply;
    const sources = () => reader.before(reply.request.system, reply.asked, reply.asked.length - 1);
    const given = [reply.request.system, ...reply.asked.map(({ content }) => content)];
    const bad = reply.person?.verdict === "bad";
    const facts = scanReply(text, settings, sources).filter((fact) => !isAllowed(fact, settings));
    return suggestChecks({
      facts,
      verdicts: reply.verdicts,
      phrases: other ? tellingPhrases(without(text, facts), other.reply.text, given) : [],
      note: bad && chosenJudge(store)?.model ? (reply.person?.note ?? null) : null,
      country: settings.country,
      allowed: settings.allowed,
    });
  };

  return {
    /** Throws Problem("not-found") where a reply is not there any more. */
    async suggest(pair: ReplyPair): Promise<GuardDraft> {
      const sides = read(pair);
      const { reply, other } = sides;
      const suggested = await Promise.all(
        suggestFor(sides).map(async (one): Promise<GuardSuggestion> => {
          const tried = await tryBoth(one.check, sides, false);
          const untried = [tried.reply, ...(other ? [tried.other] : [])].filter((side) => side === null);
          const asks = asksSomebody(one.check) ? untried.length : 0;
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
    suggestionsFor: (at: ReplyAt): Suggested[] => suggestFor({ reply: readReply(store, at), other: null }),

    async try(pair: ReplyPair, check: Check, ask: boolean): Promise<TriedPair> {
      if (ask) needs.require({ checks: [check] });
      return tryBoth(check, read(pair), ask);
    },
  };
}
export type Guards = ReturnType<typeof createGuards>;

/** The text with line breaks for its facts: they have checks of their own, and no stretch of words holds one. */
function without(text: string, facts: readonly UnsupportedFact[]): string {
  return facts.reduce(
    (rest, { start, end }) => rest.slice(0, start) + "\n".repeat(end - start) + rest.slice(end),
    text,
  );
}

interface Sides {
  reply: ReadReply;
  other: ReadReply | null;
}
