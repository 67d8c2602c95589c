import type { JsonValue } from "../../../shared/domain/check.ts";

/** What any check may carry beside its value, as it is typed; empty: it says nothing. */
export interface CheckOptions {
  threshold: string;
  weight: string;
  metric: string;
}

export const noOptions: CheckOptions = { threshold: "", weight: "", metric: "" };

export function hasOptions({ threshold, weight, metric }: CheckOptions): boolean {
  return threshold !== "" || weight !== "" || metric !== "";
}

/** `rest` is what the fields cannot show as it is, kept as it came. */
export function writeOptions(others: Record<string, JsonValue>): {
  options: CheckOptions;
  rest: Record<string, JsonValue>;
} {
  const { threshold, weight, metric, ...rest } = others;
  const options = { ...noOptions };
  if (typeof threshold === "number") options.threshold = String(threshold);
  else if (threshold !== undefined) rest["threshold"] = threshold;
  if (typeof weight === "number") options.weight = String(weight);
  else if (weight !== undefined) rest["weight"] = weight;
  if (typeof metric === "string" && metric !== "" && metric.trim() === metric) options.metric = metric;
  else if (metric !== undefined) rest["metric"] = metric;
  return { options, rest };
}

export function readOptions({
  threshold,
  weight,
  metric,
}: CheckOptions): { options: Record<string, JsonValue> } | { problem: string } {
  const options: Record<string, JsonValue> = {};
  for (const [name, text] of Object.entries({ threshold, weight })) {
    if (text.trim() === "") continue;
    const value = Number(text);
    if (!Number.isFinite(value)) return { problem: `The ${name} “${text}” is not a number.` };
    options[name] = value;
  }
  if (metric.trim() !== "") options["metric"] = metric.trim();
  return { options };
}
