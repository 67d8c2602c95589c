/** The ways a script may be written. Source: promptfoo's `javascript` assertion. */
export type Shape = "expression" | "body" | "last-value";

/** Where the script's own first line stands in what `wrap` makes of it, counted from 0. */
export const linesBefore = 1;

/** Code whose value is a function of `output` and `context`. */
export function wrap(source: string, shape: Shape): string {
  switch (shape) {
    case "expression":
      return `(function (output, context) { return (\n${withoutEnd(source)}\n) })`;
    case "body":
      return `(function (output, context) {\n${source}\n})`;
    case "last-value":
      return `(function (output, context) { return eval(\n${JSON.stringify(source)}\n) })`;
  }
}

/** One line such as `const n = output.length; n < 80`, without a return: its last value counts. */
export function hasLastValue(source: string): boolean {
  return !source.trim().includes("\n") && !/\breturn\b/.test(source);
}

function withoutEnd(source: string): string {
  return source.replace(/[;\s]+$/, "");
}
