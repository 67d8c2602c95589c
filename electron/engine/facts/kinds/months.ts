const names: readonly (readonly string[])[] = [
  ["january", "jan", "januar", "jänner", "janvier", "enero", "gennaio", "janeiro", "januari"],
  ["february", "feb", "februar", "février", "fevrier", "febrero", "febbraio", "fevereiro", "februari"],
  ["march", "mar", "märz", "maerz", "mars", "marzo", "março", "maart"],
  ["april", "apr", "avril", "abril", "aprile"],
  ["may", "mai", "mayo", "maggio", "maio", "mei"],
  ["june", "jun", "juni", "juin", "junio", "giugno", "junho"],
  ["july", "jul", "juli", "juillet", "julio", "luglio", "julho"],
  ["august", "aug", "août", "aout", "agosto", "augustus"],
  ["september", "sept", "sep", "septembre", "septiembre", "settembre", "setembro"],
  ["october", "oct", "oktober", "okt", "octobre", "octubre", "ottobre", "outubro"],
  ["november", "nov", "novembre", "noviembre", "novembro"],
  ["december", "dec", "dezember", "dez", "décembre", "decembre", "diciembre", "dicembre", "dezembro"],
];

const numbers = new Map(names.flatMap((of, at) => of.map((name) => [name, at + 1] as const)));

/** From 1; 0 where the word is no month. English, German, French, Spanish, Italian, Portuguese, Dutch. */
export const monthOf = (word: string): number => numbers.get(word.toLowerCase()) ?? 0;

/** Alternatives for a pattern; the longest first. */
export const monthPattern: string = [...numbers.keys()].sort((a, b) => b.length - a.length).join("|");
