import { jsonValueSchema, type Check } from "../../../shared/domain/check.ts";
import { checkFromShortForm, shortFormDoubt } from "./csv-checks.ts";
import type { CsvColumns } from "./csv-columns.ts";

/**
 * The checks of one row with what promptfoo's `__config:`, `__metric` and `__threshold` columns say of them: a row's
 * threshold is one on the mean score of all its checks, which a set of checks has here.
 */
export function rowChecks(
  cell: (at: number | null) => string,
  columns: CsvColumns,
): { checks: Check[]; warnings: string[] } {
  const warnings: string[] = [];
  const checks: Check[] = [];
  const metric = cell(columns.metric).trim();
  for (const { at, number } of columns.checks) {
    const text = cell(at);
    if (text.trim() === "") continue;
    const check = checkFromShortForm(text);
    if (metric !== "") check["metric"] = metric;
    for (const option of columns.options.filter((one) => one.number === number)) {
      const value = cell(option.at).trim();
      if (value === "") continue;
      // A threshold that is no number stays as it is: the check then says so as an error.
      check[option.key] = option.key === "threshold" && Number.isFinite(Number(value)) ? Number(value) : value;
    }
    const doubt = shortFormDoubt(text);
    if (doubt !== null) warnings.push(doubt);
    checks.push(check);
  }
  const threshold = cell(columns.threshold).trim();
  if (threshold === "") return { checks, warnings };
  const share = Number(threshold);
  if (checks.length === 0 || !(share > 0 && share <= 1)) {
    const why = checks.length === 0 ? "the row has no check" : "it is no number above 0 and up to 1";
    return { checks, warnings: [...warnings, `its __threshold “${threshold}” was left out: ${why}`] };
  }
  const set: Check = { type: "assert-set", threshold: share, assert: jsonValueSchema.parse(checks) };
  return { checks: [set], warnings: [...warnings, `its checks became a set, for its __threshold of ${threshold}`] };
}
