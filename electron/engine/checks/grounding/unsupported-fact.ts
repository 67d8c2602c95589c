import { isSupportedCountry } from "libphonenumber-js/max";
import type { Check, JsonValue } from "../../../../shared/domain/check.ts";
import { factKindSchema, type FactKind, unsupportedFactReason } from "../../../../shared/domain/fact.ts";
import {
  createSourceReader,
  readFactSource,
  type FactSource,
  type SourceReader,
} from "../../grounding/fact-sources.ts";
import { findUnsupportedFacts } from "../../grounding/unsupported-facts.ts";
import type { ChatMessage } from "../../models/model-interface.ts";
import { defineKind } from "../check-kind.ts";
import { quote } from "../message-text.ts";
import { readTexts, type ReadResult } from "../read-value.ts";

interface Wanted {
  kinds: ReadonlySet<FactKind>;
  /** Where numbers without a country code are from. */
  country: string;
  /** Facts that may be given all the same. */
  except: string;
}

/** Names are told from other words only by the project's list, which a check must not depend on. */
const checkable = factKindSchema.options.filter((kind) => kind !== "organisation");
const DEFAULT_COUNTRY = "US";

/** One for each country, for as long as the engine runs: the same prompt is read once for thousands of replies. */
const readersByCountry = new Map<string, SourceReader>();

/**
 * The fact diff of one reply as a check, by the kinds that it names. It stands on nothing but the check and what the
 * model was given, earlier replies included, so that the same reply always gets the same verdict.
 */
export const unsupportedFact = defineKind<Wanted>({
  type: "unsupported-fact",
  summary: "The reply gives a phone number, address or other fact that neither the prompt nor the conversation has.",
  takes: "texts",
  example: ["phone", "email", "url"],
  read: readKinds,
  find({ kinds, country, except }, { text }, { asked }) {
    const reader = readerOf(country);
    const sources = (): FactSource[] => [
      ...reader.before(asked.system, turnsOf(asked.messages), Infinity),
      ...(except === "" ? [] : [readFactSource("system", except, reader.options)]),
    ];
    const found = findUnsupportedFacts(text, reader.options, sources).find(({ kind }) => kinds.has(kind));
    return found
      ? { passed: true, actual: unsupportedFactReason(found) }
      : { passed: false, actual: `gives no such fact` };
  },
});

function readKinds(value: JsonValue, check: Check): ReadResult<Wanted> {
  const named = readTexts(value);
  if ("problem" in named) return named;
  if ("needs" in named) return { needs: `a list of kinds out of ${checkable.join(", ")}` };
  const kinds = new Set<FactKind>();
  for (const name of named.value) {
    const kind = checkable.find((one) => one === name);
    if (!kind) return { problem: `${quote(name, 36)} is no kind of fact: there are ${checkable.join(", ")}` };
    kinds.add(kind);
  }
  const { country = DEFAULT_COUNTRY, except = [] } = check;
  if (typeof country !== "string" || !isSupportedCountry(country)) {
    return { problem: `“country” must be two capital letters such as US or DE` };
  }
  const excepted = readTexts(except);
  const none = Array.isArray(except) && except.length === 0;
  if (!none && !("value" in excepted)) return { problem: `“except” must be a list of texts` };
  return { value: { kinds, country, except: "value" in excepted ? excepted.value.join("\n") : "" } };
}

function readerOf(country: string): SourceReader {
  const known = readersByCountry.get(country) ?? createSourceReader({ country, organisations: [] });
  readersByCountry.set(country, known);
  return known;
}

function turnsOf(messages: readonly ChatMessage[]): { content: string; fixed: string | null }[] {
  const turns: { content: string; fixed: string | null }[] = [];
  for (const { role, content } of messages) {
    const last = turns.at(-1);
    if (role === "user") turns.push({ content, fixed: null });
    else if (last) last.fixed = content;
  }
  return turns;
}
