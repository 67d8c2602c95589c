/**
 * A number as people write it, with separators for thousands and decimals; spaces only between groups of three. India
 * groups by two above the thousands: 1,00,000.
 */
export const numberPattern = String.raw`\d{1,3}(?:[.,' ]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d{1,2}(?:,\d{2}){1,6},\d{3}(?:\.\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?`;

/** The value of a written number; three digits after a single separator are read as thousands. */
export function numberValue(written: string): number {
  const plain = written.replace(/[' ]/g, "");
  const last = Math.max(plain.lastIndexOf("."), plain.lastIndexOf(","));
  if (last < 0) return Number(plain);
  const separators = plain.match(/[.,]/g)?.length ?? 0;
  const both = plain.includes(".") && plain.includes(",");
  const tail = plain.length - last - 1;
  const whole = tail === 3 && !both && !(separators === 1 && /^0[.,]/.test(plain));
  const before = plain.slice(0, last).replace(/[.,]/g, "");
  return whole ? Number(plain.replace(/[.,]/g, "")) : Number(`${before}.${plain.slice(last + 1)}`);
}

const unitWords =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(
    " ",
  );
const tensWords = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");
const smallNumbers = new Map([
  ...unitWords.map((word, at) => [word, at] as const),
  ...tensWords.map((word, at) => [word, 20 + at * 10] as const),
]);
const scaleWords = new Map([
  ["hundred", 100],
  ["thousand", 1_000],
  ["million", 1_000_000],
  ["billion", 1_000_000_000],
]);
const numberWord = [...smallNumbers.keys(), ...scaleWords.keys()].sort((a, b) => b.length - a.length).join("|");

/** English number words: "ten", "twenty-five", "three hundred and fifty". */
export const numberWords = `(?:${numberWord})(?:(?:[ -]|\\sand\\s)(?:${numberWord})){0,8}`;

export function numberWordsValue(written: string): number {
  let sum = 0;
  let group = 0;
  for (const one of written.toLowerCase().split(/[\s-]+/)) {
    const scale = scaleWords.get(one);
    if (scale === 100) group = Math.max(1, group) * 100;
    else if (scale !== undefined) {
      sum += Math.max(1, group) * scale;
      group = 0;
    } else group += smallNumbers.get(one) ?? 0;
  }
  return sum + group;
}

const multiples: Record<string, number> = {
  k: 1e3,
  thousand: 1e3,
  m: 1e6,
  mn: 1e6,
  mio: 1e6,
  million: 1e6,
  millions: 1e6,
  bn: 1e9,
  b: 1e9,
  billion: 1e9,
  billions: 1e9,
  lakh: 1e5,
  lac: 1e5,
  crore: 1e7,
  千: 1e3,
  万: 1e4,
  萬: 1e4,
  만: 1e4,
  亿: 1e8,
  億: 1e8,
  억: 1e8,
};
/** What may stand behind an amount: "2.5k", "3 million". */
export const multiplePattern = String.raw`(?:(?:\s?(?:million|billion|thousand|lakh|lac|crore)s?|\s?(?:mio|mn|bn)|[kKmM])(?![\p{L}\d])|\s?[千万萬만亿億억])`;

export function multipleValue(written: string | undefined): number {
  return written === undefined
    ? 1
    : (multiples[written.trim().toLowerCase()] ?? multiples[written.trim().toLowerCase().replace(/s$/, "")] ?? 1);
}

/** Rounded so that one value has one text, whatever it was computed from. */
export const numberKey = (value: number): string => String(Number(value.toPrecision(12)));
