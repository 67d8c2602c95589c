import { type Check, type CheckType, checkSchema, type JsonValue } from "../../../shared/domain/check.ts";
import { type CheckOptions, noOptions, readOptions, writeOptions } from "./check-options-form.ts";
import { readValue, writeValue } from "./check-value-form.ts";
import { noValue, type TypedValue } from "./typed-value.ts";

/** A check as it is typed. What the fields cannot show is edited as JSON, so that nothing is lost. */
export interface CheckForm extends TypedValue {
  formKey: string;
  /** Without `not-`. */
  type: string;
  negated: boolean;
  options: CheckOptions;
  /** The checks of a set. */
  nested: CheckForm[];
  /** Other properties, kept as they came. */
  more: Record<string, JsonValue>;
}

let made = 0;
export function newFormKey(): string {
  return `form-${++made}`;
}

export function toCheckForm({ type, value, ...others }: Check, types: readonly CheckType[]): CheckForm {
  const isListed = (name: string) => types.some((known) => known.type === name);
  const negated = !isListed(type) && type.startsWith("not-") && isListed(type.slice(4));
  const base = negated ? type.slice(4) : type;
  const known = types.find((one) => one.type === base);
  const takes = known?.takes ?? (value === undefined ? "nothing" : "json");
  const { options, rest } = writeOptions(others);
  const form = { formKey: newFormKey(), type: base, negated, options, nested: [], more: rest };
  if (takes !== "checks" || value !== undefined) return { ...form, ...writeValue(takes, value) };
  const { assert, ...more } = rest;
  const nested = assert === undefined ? [] : nestedForms(assert, types);
  // A list that is none of checks is edited as the JSON it is.
  if (nested === null)
    return { ...form, ...noValue("json"), text: JSON.stringify(assert, null, 2), isAssert: true, more };
  return { ...form, ...noValue("checks"), nested, more };
}

/** The same check as another type; what was typed stays where the new type can take it. */
export function withType(form: CheckForm, type: CheckType): CheckForm {
  const isText = (field: CheckForm["field"]) => field === "text" || field === "texts" || field === "pattern";
  const keep = form.field === type.takes || (isText(form.field) && isText(type.takes));
  const typed = keep ? { ...form, field: type.takes } : noValue(type.takes);
  const options = type.threshold === null ? { ...form.options, threshold: noOptions.threshold } : form.options;
  return { ...form, ...typed, type: type.type, options };
}

/** The check that the form describes, or why its value cannot be read. */
export function readCheckForm(form: CheckForm): { check: Check } | { problem: string } {
  const type = form.negated ? `not-${form.type}` : form.type;
  const read = form.field === "checks" ? readNested(form.nested) : readValue(form);
  if ("problem" in read) return read;
  const options = readOptions(form.options);
  if ("problem" in options) return options;
  const key = form.field === "checks" || form.isAssert ? "assert" : "value";
  return { check: { type, ...(read.value !== undefined && { [key]: read.value }), ...form.more, ...options.options } };
}

/** Null where the list holds something that the fields would not give back as it is. */
function nestedForms(assert: JsonValue, types: readonly CheckType[]): CheckForm[] | null {
  if (!Array.isArray(assert) || assert.length === 0) return null;
  const forms: CheckForm[] = [];
  for (const item of assert) {
    const read = checkSchema.safeParse(item);
    if (!read.success || read.data.type.endsWith("assert-set") || !isSame(read.data, item)) return null;
    forms.push(toCheckForm(read.data, types));
  }
  return forms;
}

/** Reading a check trims its type, which only editing should change. */
function isSame(check: Check, item: JsonValue): boolean {
  return typeof item === "object" && item !== null && !Array.isArray(item) && item["type"] === check.type;
}

function readNested(nested: readonly CheckForm[]): { value: JsonValue | undefined } | { problem: string } {
  const checks: JsonValue[] = [];
  for (const [at, form] of nested.entries()) {
    const read = readCheckForm(form);
    if ("problem" in read) return { problem: `Check ${at + 1} of the set: ${read.problem}` };
    checks.push(read.check);
  }
  return { value: checks.length === 0 ? undefined : checks };
}
