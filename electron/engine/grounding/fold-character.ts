/** Letters of scripts that are written without spaces, or that are not mixed with Latin ones within an address. */
const wide =
  /^(?:(?=[\p{L}\p{M}])[\u0590-\u109f\u1100-\u11ff\u1780-\u18af\u2e80-\ud7ff\uf900-\ufaff\ufb1d-\ufdff\ufe70-\ufefe\u{20000}-\u{3ffff}]|[〇々〆])$/u;
const wideKnown = new Map<string, boolean>();

export function isWide(sign: string): boolean {
  if (sign < "\u0590") return false;
  const known = wideKnown.get(sign);
  if (known !== undefined) return known;
  const is = wide.test(sign);
  wideKnown.set(sign, is);
  return is;
}

const invisible =
  /^(?:\p{Cf}|(?![\t\n\r\u0085])\p{Cc}|[\ufe00-\ufe0f\u20e3\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0\u{e0000}-\u{e0fff}])$/u;
const hyphens = "\u00ad\u058a\u1806\u2010\u2011\u2012\u2043\u2212\ufe63\uff0d\u02d7";
const dashes = "\u2013\u2014\u2015\u2e3a\u2e3b\ufe31\ufe32\ufe58";
const single = "\u2018\u2019\u201a\u201b\u2032\u02bc\u02b9\uff07\u055a\ua78c";
const double = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2039\u203a\u2033\uff02\u301d\u301e\u301f";
const others: ReadonlyMap<string, string> = new Map([
  ["\u2028", "\n"],
  ["\u2029", "\n"],
  ["\u0085", "\n"],
  ["\u066a", "%"],
  ["\u066b", "."],
  ["\u066c", ","],
  ["\u060c", ","],
  ["\u2024", "."],
  ["\u2044", "/"],
  ["\u2215", "/"],
  ["\u29f8", "/"],
  ["\u2236", ":"],
  ["\ua789", ":"],
  ["\u02d0", ":"],
  ["\u01c0", "|"],
  ["\u2502", "|"],
  ["\u2223", "|"],
]);
/** Dots that part groups of digits, and are marks of a list elsewhere. */
const middleDots = "\u00b7\u2027\u2022\u30fb\u22c5";

/** Whether a character is one of the many letters that stay as they are, by its first unit. */
export function staysAsItIs(unit: number): boolean {
  return (
    (unit >= 0x4e00 && unit <= 0x9fff) ||
    (unit >= 0xac00 && unit <= 0xd7a3) ||
    (unit >= 0x3041 && unit <= 0x3096) ||
    (unit >= 0x30a1 && unit <= 0x30fa) ||
    (unit >= 0x0400 && unit <= 0x0481) ||
    (unit >= 0x00c0 && unit <= 0x0131)
  );
}

/** Characters in another form (fullwidth, mathematical, a ligature) that mean the ordinary ones. */
const compatible = /^(?:(?![\p{Lm}ªº\u3130-\u318f])\p{L}|[\uff01-\uff5e\ufe50-\ufe6b\uffe0-\uffe6\u24b6-\u24e9])$/u;
const folded = new Map<string, string>();

/**
 * A character as the grammars of facts expect it; "" where it cannot be seen. `before` and `behind` decide what a
 * fullwidth mark is: part of a number or address, or the end of what stands before it.
 */
export function foldCharacter(sign: string, before: string, behind: () => string): string {
  if (sign >= "\uff01" && sign <= "\uff5e" && marks.has(sign)) return foldMark(sign, before, behind);
  if (middleDots.includes(sign)) return /\p{Nd}/u.test(before) && /\p{Nd}/u.test(behind()) ? "." : sign;
  const known = folded.get(sign);
  if (known !== undefined) return known;
  const plain = foldAlone(sign);
  if (folded.size < MAX_KNOWN) folded.set(sign, plain);
  return plain;
}

export const isInvisible = (sign: string): boolean => foldCharacter(sign, "", () => "") === "";

const MAX_KNOWN = 20_000;

function foldAlone(sign: string): string {
  const other = others.get(sign);
  if (other !== undefined) return other;
  if (sign === "\u00ad" || invisible.test(sign)) return "";
  if (hyphens.includes(sign)) return "-";
  if (dashes.includes(sign)) return "–";
  if (single.includes(sign)) return "'";
  if (double.includes(sign)) return '"';
  if (/^\p{Zs}$/u.test(sign)) return " ";
  if (/^\p{Nd}$/u.test(sign)) return String(digitOf(sign.codePointAt(0) ?? 0));
  if (!compatible.test(sign)) return sign;
  const plain = sign.normalize("NFKC");
  return /\s/.test(plain) ? sign : plain;
}

/** Digits of every script stand in runs of ten, from zero. */
function digitOf(code: number): number {
  let first = code;
  while (/^\p{Nd}$/u.test(String.fromCodePoint(first - 1))) first -= 1;
  return (code - first) % 10;
}

const marks: ReadonlyMap<string, string> = new Map(
  Array.from("，；！？（）．／：", (sign) => [sign, sign.normalize("NFKC")] as const),
);

function foldMark(sign: string, before: string, behind: () => string): string {
  const plain = marks.get(sign) ?? sign;
  if (plain === "/") return plain;
  if (plain === "(") return isOpen(before) ? "(" : " (";
  // Within a number or an address it is part of that, elsewhere the end of what stands before it.
  const next = /[\p{L}\p{N}/:]/u.test(before) && !(plain !== "." && isWide(before)) ? behind() : "";
  const within = /[A-Za-z0-9\uff10-\uff19\uff21-\uff3a\uff41-\uff5a/／]/.test(next);
  const numbers = /\p{Nd}/u.test(before) && /\p{Nd}/u.test(next);
  switch (plain) {
    case ",":
      return numbers ? plain : ", ";
    case ".":
      return numbers || within ? plain : ". ";
    case ":":
      return numbers || (/[a-z\d]/i.test(before) && /[／/]/.test(next)) ? plain : ": ";
    case "?":
      return within && /[A-Za-z0-9/]/.test(before) ? plain : "? ";
    default:
      return `${plain} `;
  }
}

const isOpen = (before: string): boolean => before === "" || /[\s+(\p{Nd}]/u.test(before);
