import type { JudgeHumanAgreement } from "../../../shared/domain/judge.ts";
import type { JudgedByBoth } from "../store/judges.ts";

interface Kappa {
  /** Null where chance alone would agree always, so that there is nothing to measure. */
  kappa: number | null;
  standardError: number | null;
  /** 95%, cut at 1. */
  interval: [number, number] | null;
}

/** The 0.975 quantile of the standard normal distribution. */
const NORMAL_QUANTILE_975 = 1.959963984540054;

/**
 * Cohen's kappa of a square table of counts, rows one judge's, columns the other's. Sources: Cohen, Educational and
 * Psychological Measurement 20, 1960; for the standard error Fleiss, Cohen and Everitt, Psychological Bulletin 72, 1969.
 */
export function cohensKappa(table: readonly (readonly number[])[]): Kappa {
  const n = table.flat().reduce((sum, count) => sum + count, 0);
  const share = (row: number, column: number): number => (table[row]?.[column] ?? 0) / n;
  const each = [...table.keys()];
  const rows = each.map((row) => each.reduce((sum, column) => sum + share(row, column), 0));
  const columns = each.map((column) => each.reduce((sum, row) => sum + share(row, column), 0));
  const at = (list: readonly number[], index: number): number => list[index] ?? 0;
  const observed = each.reduce((sum, one) => sum + share(one, one), 0);
  const chance = each.reduce((sum, one) => sum + at(rows, one) * at(columns, one), 0);
  if (n === 0 || 1 - chance < 1e-12) return { kappa: null, standardError: null, interval: null };
  const kappa = (observed - chance) / (1 - chance);

  let variance = -((observed * chance - 2 * chance + observed) ** 2);
  for (const row of each) {
    for (const column of each) {
      variance +=
        row === column
          ? share(row, row) * (1 - chance - (at(rows, row) + at(columns, row)) * (1 - observed)) ** 2
          : (1 - observed) ** 2 * share(row, column) * (at(columns, row) + at(rows, column)) ** 2;
    }
  }
  // Rounding takes perfect agreement a hair below 0.
  const standardError = Math.sqrt(Math.max(0, variance) / n) / (1 - chance) ** 2;
  const reach = NORMAL_QUANTILE_975 * standardError;
  return { kappa, standardError, interval: [Math.max(-1, kappa - reach), Math.min(1, kappa + reach)] };
}

/** How far each judge agrees with people, over the replies that both judged; the most judged first. */
export function agreementsOf(said: readonly JudgedByBoth[]): JudgeHumanAgreement[] {
  const models = [...new Set(said.map(({ model }) => model))];
  return models
    .map((model) => {
      const own = said.filter((one) => one.model === model);
      const count = (judge: boolean, person: boolean): number =>
        own.filter((one) => one.judge === judge && one.person === person).length;
      const table = {
        bothPass: count(true, true),
        judgeOnly: count(true, false),
        personOnly: count(false, true),
        bothFail: count(false, false),
      };
      const { kappa, interval } = cohensKappa([
        [table.bothPass, table.judgeOnly],
        [table.personOnly, table.bothFail],
      ]);
      return { model, table, kappa, interval };
    })
    .sort((a, b) => repliesIn(b) - repliesIn(a));
}

function repliesIn({ table }: JudgeHumanAgreement): number {
  return table.bothPass + table.judgeOnly + table.personOnly + table.bothFail;
}
