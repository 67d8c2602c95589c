import type { Check } from "../../../shared/domain/check.ts";
import { describeValue } from "./read-value.ts";

/**
 * What is wrong with what any check may carry beside its value, or null. `weight` counts in a set and, as 0, takes the
 * check's say in the reply away; `metric` names it in summaries. Source: promptfoo's documentation of assertions.
 */
export function optionsProblem(check: Check): string | null {
  const { weight = null, metric = null, transform } = check;
  // A check on a transformed reply would be about another text than this one.
  if (transform !== undefined) return "checks with “transform” cannot be evaluated";
  if (weight !== null && !(typeof weight === "number" && Number.isFinite(weight) && weight >= 0)) {
    return `“weight” must be a number from 0 up, but is ${describeValue(weight)}`;
  }
  if (metric !== null && !(typeof metric === "string" && metric.trim() !== "")) {
    return `“metric” must be a name, but is ${describeValue(metric)}`;
  }
  return null;
}

/** The check's weight; 1 where it says nothing. Only for checks whose options have no problem. */
export function weightOf(check: Check): number {
  return typeof check["weight"] === "number" ? check["weight"] : 1;
}
