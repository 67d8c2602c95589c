import { plural } from "./plural.ts";

/** That verdicts are older than the checks, in a sentence. */
export function staleInWords(conversations: number): string {
  const many = plural(conversations, "conversation has", "conversations have");
  return `${many} other checks now than when this was replayed: the verdicts are those of the old ones.`;
}
