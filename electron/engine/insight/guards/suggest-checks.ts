import type { Check, Verdict } from "../../../../shared/domain/check.ts";
import type { UnsupportedFact } from "../../../../shared/domain/fact.ts";
import type { GuardSource } from "../../../../shared/domain/guard.ts";
import { factKindName, factReason } from "../../../../shared/rules/fact-words.ts";
import { canonicalJson } from "../../exchange/content-hash.ts";

export interface Suggested {
  check: Check;
  source: GuardSource;
  why: string;
}

/** What is known of a reply that speaks for checks against it. */
export interface Faults {
  facts: readonly UnsupportedFact[];
  /** What its checks said. */
  verdicts: readonly Verdict[];
  /** Stretches that the other reply does not have. */
  phrases: readonly string[];
  /** What a person wrote who called it bad, where a judge could read it; null else. */
  note: string | null;
  /** Of the project: where phone numbers are from, and what is allowed in any reply. */
  country: string;
  allowed: readonly { kind: UnsupportedFact["kind"]; text: string }[];
}

const MOST_FACTS = 10;
const MOST_EXCEPTED = 50;
const usualCountry = "US";

/** Checks that a reply's own faults suggest, the firmest first, none twice. Nothing is tried here. */
export function suggestChecks(faults: Faults): Suggested[] {
  const all = [...ofChecks(faults.verdicts), ...ofFacts(faults), ...ofNote(faults.note), ...ofPhrases(faults)];
  const known = new Map(all.toReversed().map((one) => [canonicalJson(one.check), one]));
  return all.filter((one) => known.get(canonicalJson(one.check)) === one);
}

/** A rubric of the set judges every conversation of it by itself. */
function ofChecks(verdicts: readonly Verdict[]): Suggested[] {
  return verdicts
    .filter(({ status, counts, check }) => status === "fail" && counts !== false && check["rubric"] === undefined)
    .map(({ check, reason }) => ({ check, source: "check", why: `fails in the conversation it is from: ${reason}` }));
}

/** Each fact by its own words, and its kind by the check that knows any other such fact too. */
function ofFacts({ facts, country, allowed }: Faults): Suggested[] {
  const once = [...new Map(facts.map((fact) => [`${fact.kind}\n${fact.text}`, fact])).values()];
  const kinds = new Set(once.map(({ kind }) => kind));
  kinds.delete("organisation");
  const ofKinds = [...kinds].map((kind): Suggested => {
    const except = allowed.filter((one) => one.kind === kind).slice(0, MOST_EXCEPTED);
    const check: Check = {
      type: "not-unsupported-fact",
      value: [kind],
      ...(kind === "phone" && country !== usualCountry && { country }),
      ...(except.length > 0 && { except: except.map(({ text }) => text) }),
    };
    return { check, source: "fact", why: `any other made-up ${factKindName(kind)} fails it as well` };
  });
  const ofTexts = once.slice(0, MOST_FACTS).map((fact): Suggested => {
    return { check: { type: "not-contains", value: fact.text }, source: "fact", why: factReason(fact) };
  });
  return [...ofTexts, ...ofKinds];
}

function ofNote(note: string | null): Suggested[] {
  if (note === null || note.trim() === "") return [];
  const value = `The reply does not have the fault that a person found in an earlier one: ${note.trim()}`;
  return [{ check: { type: "llm-rubric", value }, source: "verdict", why: "a person called the reply bad" }];
}

/** Words that are a fact already are not suggested once more. */
function ofPhrases({ phrases, facts }: Faults): Suggested[] {
  return phrases
    .filter((phrase) => !facts.some(({ text }) => phrase.includes(text) || text.includes(phrase)))
    .map((value) => ({
      check: { type: "not-contains", value },
      source: "text",
      why: "stands in this reply and not in the other",
    }));
}
