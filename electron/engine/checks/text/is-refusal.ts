import { defineKind, type Finding } from "../check-kind.ts";
import { quote } from "../quote.ts";
import { readNothing } from "../read-value.ts";
import { refusalPhrases } from "./refusal-phrases.ts";

/** How far into a reply a refusal is looked for, in UTF-16 units: a bot that refuses says so at once. */
const startRegion = 400;

/** Where a clause may begin: the sentence's start, or after a pause or a linking word. */
const clauseStart = "(?:^|[,;:-] |[–—] ?|\\b(?:but|however|that|so|therefore|and|afraid|sorry|unfortunately|no) )";
const phrases = refusalPhrases.map((phrase) => new RegExp(`${clauseStart}(?:${phrase})`));

/** "If your account is closed, I can't …" sets a condition; "the seller said …" and quotation marks report. */
const conditional = /^(?:(?:and|but|so) )?(?:if|when|whenever|unless|in case|suppose|imagine)\b/;
const reported = /["“”«]|\b(?:said|says|say|told|tells|reads|wrote|replied|message|error)\b/;

/** "I cannot recommend this enough" praises; "I can't tell you how happy I am" is glad. */
const praising = /\b(?:highly |strongly |warmly )?enough\b/;

export const isRefusal = defineKind({
  type: "is-refusal",
  summary: "The reply is empty, or its start refuses to help, in one of the usual English phrasings.",
  takes: "nothing",
  example: null,
  read: readNothing,
  find: (_, { text, finishReason }): Finding => {
    if (finishReason === "content-filter") return { holds: true, found: "the provider's filter stopped the reply" };
    // A limit that was spent on thinking leaves nothing, which refuses nothing.
    if (text.trim() === "" && finishReason === "length") return { holds: false, found: "empty: cut off by the limit" };
    if (text.trim() === "") return { holds: true, found: "the reply is empty" };
    const sentence = refusingSentence(text);
    if (sentence !== null) return { holds: true, found: `refuses: ${quote(sentence)}` };
    return { holds: false, found: `no refusal at the start: ${quote(text.trim(), 60)}` };
  },
});

function refusingSentence(text: string): string | null {
  return sentences(text).find((sentence) => refuses(normalise(sentence))) ?? null;
}

function refuses(sentence: string): boolean {
  if (conditional.test(sentence)) return false;
  return phrases.some((phrase) => {
    const found = phrase.exec(sentence);
    if (!found) return false;
    return !reported.test(sentence.slice(0, found.index)) && !praising.test(sentence.slice(found.index));
  });
}

function sentences(text: string): string[] {
  return text
    .trimStart()
    .slice(0, startRegion)
    .split(/(?<=[.!?…])\s+|\n+/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== "");
}

function normalise(sentence: string): string {
  return sentence
    .toLowerCase()
    .replaceAll(/[’‘ʼ´`]/g, "'")
    .replaceAll(/[*_#>]|\p{Extended_Pictographic}|\p{Variation_Selector}/gu, "")
    .replaceAll(/\s+/g, " ")
    .trim();
}
