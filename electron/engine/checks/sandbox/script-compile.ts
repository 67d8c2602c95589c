import { grammarText } from "./script-faults.ts";
import type { Realm, Value } from "./script-realm.ts";
import { hasLastValue, wrap, type Shape } from "./script-shape.ts";

const keptShapes = 500;
const shapes = new Map<string, Shape>();

/** The script as a function: an expression if it can be one, else a function body. */
export function compile(realm: Realm, source: string): { fn: Value } | { problem: string } {
  if (source.trim() === "") return { problem: "the script is empty" };
  const known = shapes.get(source);
  const made = known === undefined ? null : realm.evaluate(wrap(source, known));
  if (made && "value" in made) return { fn: made.value };

  const expression = realm.evaluate(wrap(source, "expression"));
  if ("value" in expression) return keep(source, "expression", expression.value);
  const body = realm.evaluate(wrap(source, "body"));
  if ("thrown" in body) {
    // Within braces the two read the same text as an object and as a block; elsewhere the body's words fit both.
    const wanted = source.trimStart().startsWith("{") ? expression.thrown : body.thrown;
    return { problem: grammarText(realm, wanted, source) };
  }
  if (!hasLastValue(source)) return keep(source, "body", body.value);
  const last = realm.evaluate(wrap(source, "last-value"));
  return "value" in last
    ? keep(source, "last-value", last.value)
    : { problem: grammarText(realm, last.thrown, source) };
}

function keep(source: string, shape: Shape, fn: Value): { fn: Value } {
  if (shapes.size >= keptShapes) shapes.clear();
  shapes.set(source, shape);
  return { fn };
}
