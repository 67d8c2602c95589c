import { pointAt } from "../message-text.ts";
import { type Realm, type Value, scriptName, openRealm } from "./script-realm.ts";
import type { ScriptFinding, ScriptTask, SandboxProblem } from "./sandbox-messages.ts";
import variant from "@jitl/quickjs-singlefile-mjs-release-sync";
import { newQuickJSWASMModuleFromVariant, newVariant, Scope } from "quickjs-emscripten-core";

/** The ways a script may be written. Source: promptfoo's `javascript` assertion. */
type ScriptShape = "expression" | "body" | "last-value";

/** Where the script's own first line stands in what `wrap` makes of it, counted from 0. */
const LINES_BEFORE_SCRIPT = 1;

/** Code whose value is a function of `output` and `context`. */
function wrapScript(source: string, shape: ScriptShape): string {
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
function hasLastValue(source: string): boolean {
  return !source.trim().includes("\n") && !/\breturn\b/.test(source);
}

function withoutEnd(source: string): string {
  return source.replace(/[;\s]+$/, "");
}

const outOfMemory = "stopped: the script took more than 32 MB of memory";

/** What is wrong with how a script is written, with line and column. */
function formatGrammarFault(realm: Realm, thrown: Value, source: string): string {
  const place = placeIn(textField(realm, thrown, "stack"), source);
  const message = textField(realm, thrown, "message");
  if (!place || textField(realm, thrown, "name") !== "SyntaxError") return formatThrown(realm, thrown, source);
  const line = source.split("\n")[place.line - 1] ?? "";
  // Columns count characters, as the interpreter does, not UTF-16 units.
  const before = Array.from(line)
    .slice(0, place.column - 1)
    .join("").length;
  return `line ${place.line}, column ${place.column}: ${formatGrammarMessage(message, place.atEnd)}, ${pointAt(line, before)}`;
}

/** At the end the interpreter names what is put round the script, which the person did not write. */
function formatGrammarMessage(message: string, atEnd: boolean): string {
  if (message === "stack overflow") return "this nests too deep";
  return atEnd ? "something is missing at the end, or a bracket is one too many" : message;
}

/** What a script threw, in words, with the line of the script where it tells one. */
function formatThrown(realm: Realm, thrown: Value, source: string): string {
  const kind = realm.kindOf(thrown);
  if (kind !== "object") {
    // With no memory left for an error, the interpreter throws null.
    if (kind === "null" && realm.isFull()) return outOfMemory;
    return `the script threw ${realm.text(thrown) ?? `a ${kind}`}`;
  }
  const name = textField(realm, thrown, "name");
  const message = textField(realm, thrown, "message");
  if (name === "InternalError" && message === "out of memory") return outOfMemory;
  if (message === "stack overflow") return "stopped: the script calls or nests too deep";
  const place = placeIn(textField(realm, thrown, "stack"), source);
  const what = name === "" || message === "" ? message || name || "an object was thrown" : `${name}: ${message}`;
  return `the script failed${place ? ` at line ${place.line}` : ""}: ${what}`;
}

function textField(realm: Realm, of: Value, name: string): string {
  const read = realm.get(of, name);
  if (!("value" in read)) return "";
  return realm.kindOf(read.value) === "string" ? (realm.text(read.value) ?? "") : "";
}

interface ScriptPlace {
  line: number;
  column: number;
  atEnd: boolean;
}

/** The innermost place of a stack, in lines and columns of the script from 1. */
function placeIn(stack: string, source: string): ScriptPlace | null {
  const found = new RegExp(`${scriptName.replace(".", "\\.")}:(\\d+):(\\d+)`).exec(stack);
  if (!found) return null;
  const lines = source.split("\n");
  const line = Number(found[1]) - LINES_BEFORE_SCRIPT;
  // What is put round the script: a fault found there is one of its end, or of its start.
  if (line < 1) return { line: 1, column: 1, atEnd: false };
  if (line > lines.length)
    return { line: lines.length, column: Array.from(lines.at(-1) ?? "").length + 1, atEnd: true };
  return { line, column: Number(found[2]), atEnd: false };
}

const keptShapes = 500;
const shapes = new Map<string, ScriptShape>();

/** The script as a function: an expression if it can be one, else a function body. */
function compileScript(realm: Realm, source: string): { fn: Value } | { problem: string } {
  if (source.trim() === "") return { problem: "the script is empty" };
  const known = shapes.get(source);
  const made = known === undefined ? null : realm.evaluate(wrapScript(source, known));
  if (made && "value" in made) return { fn: made.value };

  const expression = realm.evaluate(wrapScript(source, "expression"));
  if ("value" in expression) return keepShape(source, "expression", expression.value);
  const body = realm.evaluate(wrapScript(source, "body"));
  if ("thrown" in body) {
    // Within braces the two read the same text as an object and as a block; elsewhere the body's words fit both.
    const wanted = source.trimStart().startsWith("{") ? expression.thrown : body.thrown;
    return { problem: formatGrammarFault(realm, wanted, source) };
  }
  if (!hasLastValue(source)) return keepShape(source, "body", body.value);
  const last = realm.evaluate(wrapScript(source, "last-value"));
  return "value" in last
    ? keepShape(source, "last-value", last.value)
    : { problem: formatGrammarFault(realm, last.thrown, source) };
}

function keepShape(source: string, shape: ScriptShape, fn: Value): { fn: Value } {
  if (shapes.size >= keptShapes) shapes.clear();
  shapes.set(source, shape);
  return { fn };
}

type GivenResult = ScriptFinding["given"];

const RESULT_FORMS = "return true or false, a score, or {pass, score, reason}";

/** What a script gave back, with nothing of the interpreter in it. */
function readScriptResult(realm: Realm, value: Value, source: string): ScriptFinding | { problem: string } {
  const kind = realm.kindOf(value);
  if (kind === "boolean") return { given: { pass: realm.isTrue(value), score: null, reason: null } };
  if (kind === "number") return readScriptScore(realm, value, { pass: null, score: null, reason: null });
  if (kind === "undefined") return { problem: `the script gave nothing back: ${RESULT_FORMS}` };
  if (kind !== "object") return { problem: `the script gave ${describeKind(kind)} back: ${RESULT_FORMS}` };

  const given: GivenResult = { pass: null, score: null, reason: null };
  const pass = realm.get(value, "pass");
  const score = realm.get(value, "score");
  const reason = realm.get(value, "reason");
  for (const read of [pass, score, reason]) {
    if ("thrown" in read) return { problem: formatThrown(realm, read.thrown, source) };
  }
  if ("value" in pass && realm.kindOf(pass.value) !== "undefined") {
    if (realm.kindOf(pass.value) !== "boolean") return { problem: "the script's “pass” is neither true nor false" };
    given.pass = realm.isTrue(pass.value);
  }
  if ("value" in reason && realm.kindOf(reason.value) === "string") given.reason = realm.text(reason.value);
  if ("value" in score && realm.kindOf(score.value) !== "undefined") {
    if (realm.kindOf(score.value) !== "number") return { problem: "the script's “score” is not a number" };
    return readScriptScore(realm, score.value, given);
  }
  return given.pass === null
    ? { problem: `the script gave an object without “pass” back: ${RESULT_FORMS}` }
    : { given };
}

function readScriptScore(realm: Realm, value: Value, given: GivenResult): ScriptFinding | { problem: string } {
  const score = realm.number(value);
  if (!Number.isFinite(score)) return { problem: `the script's score is ${score}, not a number that can be compared` };
  return { given: { ...given, score } };
}

function describeKind(kind: string): string {
  if (kind === "null") return "null";
  if (kind === "function") return "a function, which nobody calls,";
  return kind === "array" ? "a list" : `a ${kind}`;
}

export interface ScriptEngine {
  run(task: ScriptTask, limitMs: number): ScriptFinding | SandboxProblem;
  /** A script left the interpreter in pieces or much memory with it: a new one has to be started. */
  spent(): boolean;
}

/** Of 64 KB each: the interpreter's own, its stack among them, and those that scripts may take, 32 MB. */
const wasmPages = { own: 256, scripts: 512 };
const stackBytes = 256 * 1024;
const pageBytes = 64 * 1024;
/** What it says when a script broke it goes nowhere: the caller is told in words. */
const silencedOutput = { print: () => undefined, printErr: () => undefined };
const RESTART_MEMORY_BYTES = (wasmPages.own + wasmPages.scripts / 2) * pageBytes;

/** The runtime's own memory limit does not hold in this build: the memory it lives in is what is limited. */
export async function startScriptEngine(): Promise<ScriptEngine> {
  const wasmMemory = new WebAssembly.Memory({ initial: wasmPages.own, maximum: wasmPages.own + wasmPages.scripts });
  const quickjs = await newQuickJSWASMModuleFromVariant(
    newVariant(variant, { wasmMemory, emscriptenModule: { ...silencedOutput, wasmMemory } }),
  );
  const isFull = (): boolean => wasmMemory.buffer.byteLength >= (wasmPages.own + wasmPages.scripts) * pageBytes;
  let spent = false;

  const run = (task: ScriptTask, limitMs: number): ScriptFinding | SandboxProblem => {
    const until = performance.now() + limitMs;
    let late = false;
    const tooLong = { problem: `stopped after ${limitMs} ms: the script takes too long on this reply` };
    try {
      // A runtime of its own costs next to nothing, and nothing of one script can reach the next.
      const result = Scope.withScope((scope) => {
        const runtime = scope.manage(quickjs.newRuntime({ maxStackSizeBytes: stackBytes }));
        runtime.setInterruptHandler(() => (late ||= performance.now() > until));
        return evaluateScript(openRealm(scope, runtime, isFull), task);
      });
      spent ||= wasmMemory.buffer.byteLength > RESTART_MEMORY_BYTES;
      return late ? tooLong : result;
    } catch (error) {
      spent = true;
      if (late) return tooLong;
      return { problem: error instanceof RangeError ? "stopped: the script calls or nests too deep" : outOfMemory };
    }
  };
  return { run, spent: () => spent };
}

function evaluateScript(realm: Realm, { source, input }: ScriptTask): ScriptFinding | SandboxProblem {
  const compiled = compileScript(realm, source);
  if ("problem" in compiled) return compiled;
  if (input === null) return { given: { pass: null, score: null, reason: null } };

  const output = realm.fromJson(JSON.stringify(input.output));
  const context = realm.fromJson(JSON.stringify(input.context));
  if (!("value" in output) || !("value" in context)) return { problem: outOfMemory };
  const returned = realm.call(compiled.fn, [output.value, context.value]);
  if ("thrown" in returned) return { problem: formatThrown(realm, returned.thrown, source) };
  const settled = realm.settle(returned.value);
  if (settled === "waiting") {
    return { problem: "the script waits for a promise that nothing can keep: it has no timers and no network" };
  }
  if ("thrown" in settled) return { problem: formatThrown(realm, settled.thrown, source) };
  return readScriptResult(realm, settled.value, source);
}
