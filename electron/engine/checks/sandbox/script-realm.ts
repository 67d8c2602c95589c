import type { QuickJSHandle, QuickJSRuntime, Scope } from "quickjs-emscripten-core";

export type Value = QuickJSHandle;
export type Outcome = { value: Value } | { thrown: Value };

/** What a script works in: nothing but the language, in which nothing of the host can be reached. */
export interface Realm {
  /** The value of code, at lines counted from 1. */
  evaluate(code: string): Outcome;
  call(fn: Value, args: Value[]): Outcome;
  /** A frozen value of its JSON. */
  fromJson(json: string): Outcome;
  /** A property as the script would read it: getters and proxies are the script's own code. */
  get(of: Value, name: string): Outcome;
  kindOf(value: Value): string;
  isTrue(value: Value): boolean;
  number(value: Value): number;
  /** At most `longestText` UTF-16 units of it as a text; null where it cannot be made one. */
  text(value: Value): string | null;
  /** Runs what waits for promises, then tells how one ended; a value that is none has ended as itself. */
  settle(value: Value): Outcome | "waiting";
  /** Whether all the memory that scripts may take has been taken. */
  isFull(): boolean;
}

export const scriptName = "script.js";
const longestText = 2_000;

/** Taken before the script can change them. `console` only keeps scripts alive that were written to log. */
const prelude = `(() => {
  "use strict";
  const { freeze } = Object, { parse } = JSON, text = String, { isArray } = Array;
  const cut = Function.prototype.call.bind(String.prototype.slice);
  const quiet = () => {};
  globalThis.console = freeze({ log: quiet, info: quiet, warn: quiet, error: quiet, debug: quiet });
  return {
    fromJson: (json) => parse(json, (_, value) => freeze(value)),
    get: (of, name) => of[name],
    text: (value) => cut(text(value), 0, ${longestText}),
    kindOf: (value) => (value === null ? "null" : isArray(value) ? "array" : typeof value),
  };
})()`;

export function openRealm(scope: Scope, runtime: QuickJSRuntime, isFull: () => boolean): Realm {
  const context = scope.manage(runtime.newContext());
  const keep = (result: ReturnType<typeof context.evalCode>): Outcome =>
    result.error ? { thrown: scope.manage(result.error) } : { value: scope.manage(result.value) };
  const evaluate = (code: string): Outcome => keep(context.evalCode(code, scriptName, { type: "global" }));
  const call = (fn: Value, args: Value[]): Outcome => keep(context.callFunction(fn, context.undefined, args));
  const text = (value: string): Value => scope.manage(context.newString(value));

  const tools = valueOf(evaluate(prelude));
  const tool = (name: string): Value => scope.manage(context.getProp(tools, name));
  const [fromJson, get, asText, kindOf] = [tool("fromJson"), tool("get"), tool("text"), tool("kindOf")];

  const readText = (value: Value): string | null => {
    const made = call(asText, [value]);
    return "value" in made ? context.getString(made.value) : null;
  };

  return {
    evaluate,
    call,
    fromJson: (json) => call(fromJson, [text(json)]),
    get: (of, name) => call(get, [of, text(name)]),
    kindOf: (value) => {
      const kind = call(kindOf, [value]);
      return "value" in kind ? context.getString(kind.value) : context.typeof(value);
    },
    isTrue: (value) => context.eq(value, context.true),
    number: (value) => context.getNumber(value),
    text: readText,
    isFull,
    settle: (value) => {
      while (runtime.hasPendingJob()) {
        const ran = runtime.executePendingJobs(100);
        if (ran.error) {
          // Not the promise's own end: the job was stopped.
          return { thrown: scope.manage(ran.error) };
        }
      }
      const state = context.getPromiseState(value);
      if (state.type === "pending") return "waiting";
      if (state.type === "rejected") return { thrown: scope.manage(state.error) };
      return { value: state.notAPromise === true ? value : scope.manage(state.value) };
    },
  };
}

function valueOf(outcome: Outcome): Value {
  if ("value" in outcome) return outcome.value;
  throw new Error("the interpreter could not be prepared");
}
