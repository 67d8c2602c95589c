/** One figure of the table. `met` is null where there is no target, only a figure to know. */
export interface Row {
  workload: string;
  measure: string;
  target: string;
  figure: string;
  met: boolean | null;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2;
}

/** A figure that must not be above its limit. */
export function atMost(workload: string, measure: string, value: number, limit: number, unit: string): Row {
  return { workload, measure, target: `≤ ${show(limit, unit)}`, figure: show(value, unit), met: value <= limit };
}

export function atLeast(workload: string, measure: string, value: number, limit: number, unit: string): Row {
  return { workload, measure, target: `≥ ${show(limit, unit)}`, figure: show(value, unit), met: value >= limit };
}

export function toKnow(workload: string, measure: string, figure: string): Row {
  return { workload, measure, target: "", figure, met: null };
}

export function show(value: number, unit: string): string {
  const digits = unit === "×" ? 2 : unit === "s" ? 1 : 0;
  return unit === "×" ? `${value.toFixed(digits)} ×` : `${value.toFixed(digits)} ${unit}`.trim();
}

export function toMarkdown(rows: readonly Row[]): string {
  const lines = rows.map((row) => {
    const met = row.met === null ? "" : row.met ? "met" : "**not met**";
    return `| ${row.workload} | ${row.measure} | ${row.target} | ${row.figure} | ${met} |`;
  });
  return ["| workload | measure | target | figure | |", "| --- | --- | --- | --- | --- |", ...lines].join("\n");
}
