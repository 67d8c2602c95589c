import type { Check, Verdict } from "../../../../shared/domain/check.ts";
import { type UnsupportedFact, factKindName, unsupportedFactReason } from "../../../../shared/domain/fact.ts";
import type { CheckSuggestionSource } from "../../../../shared/domain/test-generation.ts";
import { canonicalJson } from "../../store/content-hash.ts";

export interface SuggestedCheck {
  check: Check;
  source: CheckSuggestionSource;
  why: string;
}

/** What is known of a reply that speaks for checks against it. */
export interface ReplyFaults {
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

const MAX_FACT_CHECKS = 10;
const MAX_EXCEPTIONS = 50;
const usualCountry = "US";

/** Checks that a reply's own faults suggest, the firmest first, none twice. Nothing is tried here. */
export function suggestChecks(faults: ReplyFaults): SuggestedCheck[] {
  const all = [
    ...fromFailedChecks(faults.verdicts),
    ...fromFacts(faults),
    ...fromNote(faults.note),
    ...fromPhrases(faults),
  ];
  const known = new Map(all.toReversed().map((one) => [canonicalJson(one.check), one]));
  return all.filter((one) => known.get(canonicalJson(one.check)) === one);
}

/** A rubric of the set judges every conversation of it by itself. */
function fromFailedChecks(verdicts: readonly Verdict[]): SuggestedCheck[] {
  return verdicts
    .filter(({ status, counts, check }) => status === "fail" && counts !== false && check["rubric"] === undefined)
    .map(({ check, reason }) => ({ check, source: "check", why: `fails in the conversation it is from: ${reason}` }));
}

/** Each fact by its own words, and its kind by the check that knows any other such fact too. */
function fromFacts({ facts, country, allowed }: ReplyFaults): SuggestedCheck[] {
  const once = [...new Map(facts.map((fact) => [`${fact.kind}\n${fact.text}`, fact])).values()];
  const kinds = new Set(once.map(({ kind }) => kind));
  kinds.delete("organisation");
  const ofKinds = [...kinds].map((kind): SuggestedCheck => {
    const except = allowed.filter((one) => one.kind === kind).slice(0, MAX_EXCEPTIONS);
    const check: Check = {
      type: "not-unsupported-fact",
      value: [kind],
      ...(kind === "phone" && country !== usualCountry && { country }),
      ...(except.length > 0 && { except: except.map(({ text }) => text) }),
    };
    return { check, source: "fact", why: `any other made-up ${factKindName(kind)} fails it as well` };
  });
  const ofTexts = once.slice(0, MAX_FACT_CHECKS).map((fact): SuggestedCheck => {
    return { check: { type: "not-contains", value: fact.text }, source: "fact", why: unsupportedFactReason(fact) };
  });
  return [...ofTexts, ...ofKinds];
}

function fromNote(note: string | null): SuggestedCheck[] {
  if (note === null || note.trim() === "") return [];
  const value = `The reply does not have the fault that a person found in an earlier one: ${note.trim()}`;
  return [{ check: { type: "llm-rubric", value }, source: "verdict", why: "a person called the reply bad" }];
}

/** Words that are a fact already are not suggested once more. */
function fromPhrases({ phrases, facts }: ReplyFaults): SuggestedCheck[] {
  return phrases
    .filter((phrase) => !facts.some(({ text }) => phrase.includes(text) || text.includes(phrase)))
    .map((value) => ({
      check: { type: "not-contains", value },
      source: "text",
      why: "stands in this reply and not in the other",
    }));
}
