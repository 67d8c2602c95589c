import { Problem } from "../../../../shared/problem.ts";
import { getDraft } from "../../prompts/drafts.ts";
import { requirePrompt } from "../../prompts/prompts.ts";
import { resolveRef } from "../../prompts/refs.ts";
import type { Store } from "../../store/store.ts";
import { splitRules } from "../audit/rules.ts";
import { wordingsOf, type Wordings } from "./follow-rules.ts";

/** A text whose rules are looked at. */
export interface Target {
  promptId: number;
  /** v7, or draft. */
  name: string;
  /** Null for the draft. */
  number: number | null;
  text: string;
  wordings: Wordings;
  /** The versions that it was made from: what it changed is told against the first one. */
  parents: number[];
}

export function targetOf(store: Store, promptId: string, ref: string): Target {
  const resolved = resolveRef(store, requirePrompt(store, promptId), ref);
  return targetFor(store, promptId, resolved.kind === "draft" ? null : resolved.version.number, resolved.text);
}

/** A version's text, or with null a draft's, as it is or was. */
export function targetFor(store: Store, promptId: string, number: number | null, text: string): Target {
  const id = Number(promptId);
  const base = number === null ? getDraft(store, promptId).baseNumber : null;
  const from = number === null ? null : store.versions.descent(id).find((one) => one.number === number);
  const parents = [base, from?.parent ?? null, from?.merged ?? null].filter((one) => one !== null);
  const name = number === null ? "draft" : `v${number}`;
  return { promptId: id, name, number, text, wordings: wordingsOf(splitRules(text)), parents };
}

/** The place of a rule by `LINE`, or by `LINE:N` where a line has several. Wrong usage is a Problem that says what is there. */
export function placeAtLine({ wordings: { book }, name }: Target, given: string): number {
  const [, line = "", nth] = /^(\d+)(?::(\d+))?$/.exec(given) ?? [];
  if (line === "")
    throw new Problem("bad-input", `"${given}" is no line: give a number such as 12, or 12:2.`, { given });
  const covers = (at: number): boolean =>
    book.rules[at]?.pieces.some((piece) => piece.line + 1 === Number(line)) === true;
  const all = book.rules.flatMap((rule, at) => (rule.line === Number(line) ? [at] : []));
  const within = book.rules.flatMap((_, at) => (covers(at) ? [at] : []));
  // Of rules that hold each other the innermost is meant.
  const here = all.length > 0 ? all : within.slice(-1);
  const found = here[nth === undefined ? 0 : Number(nth) - 1];
  if (here.length === 0) throw new Problem("not-found", `Line ${line} of ${name} has no rule.`, { line: Number(line) });
  if (found === undefined || (nth === undefined && here.length > 1)) {
    const names = here.map((at, index) => `${line}:${index + 1} "${book.rules[at]?.text ?? ""}"`).join(", ");
    throw new Problem(
      "ambiguous",
      `Line ${line} of ${name} has ${here.length === 1 ? "one rule" : `${here.length} rules`}: ${names}.`,
    );
  }
  return found;
}

/** The place of a rule that somebody saw at a line; words decide where the line has moved since. */
export function placeOf({ wordings: { book }, name }: Target, line: number, text: string): number {
  const same = book.rules.flatMap((rule, at) => (rule.text === text ? [at] : []));
  const [first, second] = same;
  const here = same.find((at) => book.rules[at]?.line === line) ?? (second === undefined ? first : undefined);
  if (here !== undefined) return here;
  throw new Problem("conflict", `Line ${line} of ${name} does not say this any more. Nothing was linked: look again.`, {
    line,
  });
}
