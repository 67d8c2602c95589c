import type { Fact, UnsupportedFact } from "../../../shared/domain/fact.ts";
import { inOriginal, readReply } from "./extract-facts.ts";
import type { FactOptions } from "./fact-options.ts";
import { otherOwner } from "./owners.ts";
import type { Source } from "./sources.ts";
import { isSupported } from "./supports.ts";

/** The facts of a reply that its sources do not carry, or carry for somebody else; each once per place. */
function unsupportedFacts(reply: string, facts: readonly Fact[], sources: readonly Source[]): UnsupportedFact[] {
  return facts.flatMap((fact): UnsupportedFact[] => {
    if (!isSupported(fact, sources, reply)) return [{ ...fact, owner: null }];
    const owner = otherOwner(fact, reply, facts, sources);
    return owner === null ? [] : [{ ...fact, owner }];
  });
}

/** The same from the texts; `sources` is asked for only where the reply has facts at all, which most have not. */
export function scanReply(reply: string, options: FactOptions, sources: () => readonly Source[]): UnsupportedFact[] {
  const { plain, facts } = readReply(reply, options);
  if (facts.length === 0) return [];
  return unsupportedFacts(plain.text, facts, sources()).map((fact) => inOriginal(fact, plain, reply));
}
