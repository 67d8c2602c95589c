import type { Store } from "../../store/store.ts";
import { splitRules } from "../audit/rules.ts";
import { wordingsOf, type Wordings } from "./follow-rules.ts";

/** Texts that are looked at again soon: parents of the next version. */
const REMEMBERED = 8;

/** Reads the versions of a prompt, deleted ones too; remembers the last few. */
export function versionReader(store: Store, promptId: number) {
  const textIds = store.ledger.versionTexts(promptId);
  const texts = new Map<number, string>();
  const read = new Map<number, Wordings>();
  const remember = <T>(memory: Map<number, T>, number: number, value: T): T => {
    memory.delete(number);
    memory.set(number, value);
    for (const old of memory.keys()) {
      if (memory.size <= REMEMBERED) break;
      memory.delete(old);
    }
    return value;
  };
  const text = (number: number): string => {
    const id = textIds.get(number);
    return remember(texts, number, texts.get(number) ?? (id === undefined ? "" : store.texts.get(id)));
  };
  return {
    text,
    wordings: (number: number): Wordings =>
      remember(read, number, read.get(number) ?? wordingsOf(splitRules(text(number)))),
  };
}
export type VersionReader = ReturnType<typeof versionReader>;

/** Draft texts that rules were linked in, each split once. */
export function draftReader(store: Store): (textId: number) => Wordings {
  const read = new Map<number, Wordings>();
  return (textId) => {
    const known = read.get(textId) ?? wordingsOf(splitRules(store.texts.get(textId)));
    read.set(textId, known);
    return known;
  };
}
