import { isSupportedCountry } from "libphonenumber-js/max";
import type { Check, JsonValue } from "../../../../shared/domain/check.ts";
import { factKindSchema, type FactKind } from "../../../../shared/domain/fact.ts";
import { factReason } from "../../../../shared/rules/fact-words.ts";
import { createSourceReader, readSource, type Source, type SourceReader } from "../../facts/sources.ts";
import { scanReply } from "../../facts/unsupported-facts.ts";
import type { ChatMessage } from "../../models/port.ts";
import { defineKind } from "../check-kind.ts";
import { quote } from "../quote.ts";
import { readTexts, type Read } from "../read-value.ts";

interface Wanted {
  kinds: ReadonlySet<FactKind>;
  /** Where numbers without a country code are from. */
  country: string;
  /** Facts that may be given all the same. */
  except: string;
}

/** Names are told from other words only by the project's list, which a check must not depend on. */
const checkable = factKindSchema.options.filter((kind) => kind !== "organisation");
const usualCountry = "US";

/** One for each country, for as long as the engine runs: the same prompt is read once for thousands of replies. */
const readers = new Map<string, SourceReader>();

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
    const sources = (): Source[] => [
      ...reader.before(asked.system, turnsOf(asked.messages), Infinity),
      ...(except === "" ? [] : [readSource("system", except, reader.options)]),
    ];
    const found = scanReply(text, reader.options, sources).find(({ kind }) => kinds.has(kind));
    return found ? { holds: true, found: factReason(found) } : { holds: false, found: `gives no such fact` };
  },
});

function readKinds(value: JsonValue, check: Check): Read<Wanted> {
  const named = readTexts(value);
  if ("problem" in named) return named;
  if ("needs" in named) return { needs: `a list of kinds out of ${checkable.join(", ")}` };
  const kinds = new Set<FactKind>();
  for (const name of named.value) {
    const kind = checkable.find((one) => one === name);
    if (!kind) return { problem: `${quote(name, 36)} is no kind of fact: there are ${checkable.join(", ")}` };
    kinds.add(kind);
  }
  const { country = usualCountry, except = [] } = check;
  if (typeof country !== "string" || !isSupportedCountry(country)) {
    return { problem: `“country” must be two capital letters such as US or DE` };
  }
  const excepted = readTexts(except);
  const none = Array.isArray(except) && except.length === 0;
  if (!none && !("value" in excepted)) return { problem: `“except” must be a list of texts` };
  return { value: { kinds, country, except: "value" in excepted ? excepted.value.join("\n") : "" } };
}

function readerOf(country: string): SourceReader {
  const known = readers.get(country) ?? createSourceReader({ country, organisations: [] });
  readers.set(country, known);
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
