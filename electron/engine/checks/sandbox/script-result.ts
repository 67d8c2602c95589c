import type { ScriptFinding } from "./messages.ts";
import { faultText } from "./script-faults.ts";
import type { Realm, Value } from "./script-realm.ts";

type Given = ScriptFinding["given"];

const wanted = "return true or false, a score, or {pass, score, reason}";

/** What a script gave back, with nothing of the interpreter in it. */
export function readResult(realm: Realm, value: Value, source: string): ScriptFinding | { problem: string } {
  const kind = realm.kindOf(value);
  if (kind === "boolean") return { given: { pass: realm.isTrue(value), score: null, reason: null } };
  if (kind === "number") return readScore(realm, value, { pass: null, score: null, reason: null });
  if (kind === "undefined") return { problem: `the script gave nothing back: ${wanted}` };
  if (kind !== "object") return { problem: `the script gave ${describe(kind)} back: ${wanted}` };

  const given: Given = { pass: null, score: null, reason: null };
  const pass = realm.get(value, "pass");
  const score = realm.get(value, "score");
  const reason = realm.get(value, "reason");
  for (const read of [pass, score, reason]) {
    if ("thrown" in read) return { problem: faultText(realm, read.thrown, source) };
  }
  if ("value" in pass && realm.kindOf(pass.value) !== "undefined") {
    if (realm.kindOf(pass.value) !== "boolean") return { problem: "the script's “pass” is neither true nor false" };
    given.pass = realm.isTrue(pass.value);
  }
  if ("value" in reason && realm.kindOf(reason.value) === "string") given.reason = realm.text(reason.value);
  if ("value" in score && realm.kindOf(score.value) !== "undefined") {
    if (realm.kindOf(score.value) !== "number") return { problem: "the script's “score” is not a number" };
    return readScore(realm, score.value, given);
  }
  return given.pass === null ? { problem: `the script gave an object without “pass” back: ${wanted}` } : { given };
}

function readScore(realm: Realm, value: Value, given: Given): ScriptFinding | { problem: string } {
  const score = realm.number(value);
  if (!Number.isFinite(score)) return { problem: `the script's score is ${score}, not a number that can be compared` };
  return { given: { ...given, score } };
}

function describe(kind: string): string {
  if (kind === "null") return "null";
  if (kind === "function") return "a function, which nobody calls,";
  return kind === "array" ? "a list" : `a ${kind}`;
}
