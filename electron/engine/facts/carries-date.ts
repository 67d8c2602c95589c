import type { Source } from "./sources.ts";

interface Day {
  year: number | null;
  month: number;
  day: number | null;
}

/** How far a date may lie from another by durations that are named: so many pairs are tried at most. */
const MOST_TRIED = 400;
const duration = /(?<![\p{L}\d])(\d{1,3}|[a-z]{3,9})[- ](day|week|month|year)s?(?!\p{L})/giu;
const words = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen".split(" ");

/**
 * Whether the sources name the date, as far as either says it, or one that lies a named number of days, weeks,
 * months or years away, give or take the day on which counting begins.
 */
export function carriesDate(key: string, sources: readonly Source[], reply: string): boolean {
  const known = sources.flatMap(({ facts }) =>
    facts.filter(({ kind }) => kind === "date").flatMap(({ key: one }) => daysOf(one)),
  );
  if (known.length === 0) return false;
  let steps: { count: number; unit: string }[] | null = null;
  return key.split("..").every((end) =>
    end.split("|").some((reading) => {
      const [wanted] = daysOf(reading);
      if (!wanted) return false;
      if (known.some((one) => agrees(wanted, one))) return true;
      steps ??= stepsIn([...sources.map(({ text }) => text), reply]);
      return isComputed(wanted, known, steps);
    }),
  );
}

function daysOf(key: string): Day[] {
  return key.split(/\.\.|\|/).map((one) => {
    const [, year = "", month = "", day = ""] = /^(.{4})-(..)-(..)$/.exec(one) ?? [];
    return { year: numberOf(year), month: Number(month), day: numberOf(day) };
  });
}

const numberOf = (written: string): number | null => (/^\d+$/.test(written) ? Number(written) : null);

function agrees(wanted: Day, known: Day): boolean {
  if (wanted.month !== known.month) return false;
  if (wanted.year !== null && known.year !== null && wanted.year !== known.year) return false;
  return wanted.day === null || wanted.day === known.day;
}

function stepsIn(texts: readonly string[]): { count: number; unit: string }[] {
  const steps: { count: number; unit: string }[] = [];
  for (const text of texts) {
    for (const [, written = "", unit = ""] of text.matchAll(duration)) {
      const count = numberOf(written) ?? words.indexOf(written.toLowerCase()) + 1;
      if (count > 0) steps.push({ count, unit: unit.toLowerCase() });
    }
  }
  return steps;
}

function isComputed(wanted: Day, known: readonly Day[], steps: readonly { count: number; unit: string }[]): boolean {
  let tried = 0;
  for (const from of known) {
    if (from.day === null || wanted.day === null) continue;
    for (const { count, unit } of steps) {
      for (const sign of [1, -1]) {
        if (++tried > MOST_TRIED) return false;
        if (isNear(wanted, moved(from, count * sign, unit))) return true;
      }
    }
  }
  return false;
}

function moved({ year, month, day }: Day, count: number, unit: string): Date {
  const months = unit === "month" ? count : unit === "year" ? count * 12 : 0;
  const days = unit === "day" ? count : unit === "week" ? count * 7 : 0;
  return new Date(Date.UTC(year ?? 2001, month - 1 + months, (day ?? 1) + days));
}

function isNear(wanted: Day, date: Date): boolean {
  const year = wanted.year ?? date.getUTCFullYear();
  const apart = Math.abs(Date.UTC(year, wanted.month - 1, wanted.day ?? 1) - date.getTime());
  return apart <= 86_400_000;
}
