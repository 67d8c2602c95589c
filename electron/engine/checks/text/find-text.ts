import { quote, quoteAround } from "../quote.ts";

/** Tells texts apart with or without regard to case. */
export interface Haystack {
  has(wanted: string): boolean;
  /** “wanted” at “…with wanted in its place…”; only for what it has. */
  show(wanted: string): string;
}

/** Case: by Unicode's own lower case, a Greek final sigma like any other. */
export function haystack(text: string, ignoreCase: boolean): Haystack {
  const searched = ignoreCase ? fold(text) : text;
  // Folding can lengthen a text; places then hold only in the folded one.
  const shown = searched.length === text.length ? text : searched;
  const key = (wanted: string): string => (ignoreCase ? fold(wanted) : wanted);
  return {
    has: (wanted) => searched.includes(key(wanted)),
    show: (wanted) => {
      const sought = key(wanted);
      const place = quoteAround(shown, searched.indexOf(sought), sought.length);
      return place === quote(wanted) ? place : `${quote(wanted, 60)} at ${place}`;
    },
  };
}

function fold(text: string): string {
  return text.toLowerCase().replaceAll("ς", "σ");
}
