import { type Check, type CheckType, type JsonValue, jsonValueSchema } from "../../../shared/domain/check.ts";
import { assertNever } from "../../../shared/assert-never.ts";

/** A check as it is typed. What the fields cannot show is edited as JSON, so that nothing is lost. */
export interface CheckForm {
  formKey: string;
  /** Without `not-`. */
  type: string;
  negated: boolean;
  field: CheckType["takes"];
  text: string;
  /** The upper end of a range; `text` is the lower. */
  max: string;
  /** Other properties, kept as they came. */
  more: Record<string, JsonValue>;
}

type Typed = Pick<CheckForm, "field" | "text" | "max">;

let made = 0;
export function newFormKey(): string {
  return `form-${++made}`;
}

export function toCheckForm({ type, value, ...more }: Check, types: readonly CheckType[]): CheckForm {
  const isListed = (name: string) => types.some((known) => known.type === name);
  const negated = !isListed(type) && type.startsWith("not-") && isListed(type.slice(4));
  const base = negated ? type.slice(4) : type;
  const takes = types.find((known) => known.type === base)?.takes ?? (value === undefined ? "nothing" : "json");
  return { formKey: newFormKey(), type: base, negated, more, ...writeValue(takes, value) };
}

/** The same check as another type; what was typed stays where the new type can take it. */
export function withType(form: CheckForm, type: CheckType): CheckForm {
  const isText = (field: CheckForm["field"]) => field === "text" || field === "texts" || field === "pattern";
  const keep = form.field === type.takes || (isText(form.field) && isText(type.takes));
  return { ...form, type: type.type, field: type.takes, text: keep ? form.text : "", max: keep ? form.max : "" };
}

/** The check that the form describes, or why its value cannot be read. */
export function readCheckForm(form: CheckForm): { check: Check } | { problem: string } {
  const type = form.negated ? `not-${form.type}` : form.type;
  const read = readValue(form);
  if ("problem" in read) return read;
  return { check: { type, ...(read.value !== undefined && { value: read.value }), ...form.more } };
}

function writeValue(takes: CheckType["takes"], value: JsonValue | undefined): Typed {
  if (value === undefined) return { field: takes, text: "", max: "" };
  const asJson: Typed = { field: "json", text: JSON.stringify(value, null, 2), max: "" };
  switch (takes) {
    case "text":
    case "pattern":
      return typeof value === "string" && value !== "" ? { field: takes, text: value, max: "" } : asJson;
    case "texts":
      // One text with commas between its items stays one.
      if (typeof value === "string" && value !== "") return { field: "text", text: value, max: "" };
      return Array.isArray(value) && value.length > 0 && value.every(isLine)
        ? { field: "texts", text: value.join("\n"), max: "" }
        : asJson;
    case "number":
      return typeof value === "number" ? { field: "number", text: String(value), max: "" } : asJson;
    case "range":
      return writeRange(value) ?? asJson;
    case "json":
    case "nothing":
      return asJson;
    default:
      return assertNever(takes);
  }
}

function isLine(item: JsonValue): item is string {
  return typeof item === "string" && item.trim() !== "" && !item.includes("\n");
}

function writeRange(value: JsonValue): Typed | null {
  if (typeof value === "number") return { field: "range", text: String(value), max: String(value) };
  if (value === null || typeof value !== "object" || Array.isArray(value)) return null;
  const { min, max, ...others } = value;
  const isEnd = (end: JsonValue | undefined) => end === undefined || typeof end === "number";
  if (!isEnd(min) || !isEnd(max) || Object.keys(others).length > 0 || (min ?? max) === undefined) return null;
  return { field: "range", text: String(min ?? ""), max: String(max ?? "") };
}

function readValue({ field, text, max }: CheckForm): { value: JsonValue | undefined } | { problem: string } {
  switch (field) {
    case "nothing":
      return { value: undefined };
    case "text":
    case "pattern":
      return { value: text === "" ? undefined : text };
    case "texts": {
      const lines = text.split("\n").filter((line) => line.trim() !== "");
      return { value: lines.length === 0 ? undefined : lines };
    }
    case "number":
      return readNumber(text);
    case "range":
      return readRange(text, max);
    case "json":
      return readJson(text);
    default:
      return assertNever(field);
  }
}

function readNumber(text: string): { value: number | undefined } | { problem: string } {
  if (text.trim() === "") return { value: undefined };
  const value = Number(text);
  return Number.isFinite(value) ? { value } : { problem: `“${text}” is not a number.` };
}

function readRange(text: string, max: string): { value: JsonValue | undefined } | { problem: string } {
  const from = readNumber(text);
  const to = readNumber(max);
  if ("problem" in from) return from;
  if ("problem" in to) return to;
  if (from.value === undefined && to.value === undefined) return { value: undefined };
  if (from.value !== undefined && from.value === to.value) return { value: from.value };
  return {
    value: { ...(from.value !== undefined && { min: from.value }), ...(to.value !== undefined && { max: to.value }) },
  };
}

function readJson(text: string): { value: JsonValue | undefined } | { problem: string } {
  if (text.trim() === "") return { value: undefined };
  try {
    return { value: jsonValueSchema.parse(JSON.parse(text)) };
  } catch {
    return { problem: "This is not JSON." };
  }
}
