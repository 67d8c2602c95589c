import variant from "@jitl/quickjs-singlefile-mjs-release-sync";
import { newQuickJSWASMModuleFromVariant, newVariant, Scope } from "quickjs-emscripten-core";
import type { ScriptFinding, ScriptTask, Stopped } from "./messages.ts";
import { compile } from "./script-compile.ts";
import { faultText, outOfMemory } from "./script-faults.ts";
import { openRealm, type Realm } from "./script-realm.ts";
import { readResult } from "./script-result.ts";

export interface ScriptEngine {
  run(task: ScriptTask, limitMs: number): ScriptFinding | Stopped;
  /** A script left the interpreter in pieces or much memory with it: a new one has to be started. */
  spent(): boolean;
}

/** Of 64 KB each: the interpreter's own, its stack among them, and those that scripts may take, 32 MB. */
const pages = { own: 256, scripts: 512 };
const stackBytes = 256 * 1024;
const pageBytes = 64 * 1024;
/** What it says when a script broke it goes nowhere: the caller is told in words. */
const quiet = { print: () => undefined, printErr: () => undefined };
const muchMemory = (pages.own + pages.scripts / 2) * pageBytes;

/** The runtime's own memory limit does not hold in this build: the memory it lives in is what is limited. */
export async function startScriptEngine(): Promise<ScriptEngine> {
  const wasmMemory = new WebAssembly.Memory({ initial: pages.own, maximum: pages.own + pages.scripts });
  const quickjs = await newQuickJSWASMModuleFromVariant(
    newVariant(variant, { wasmMemory, emscriptenModule: { ...quiet, wasmMemory } }),
  );
  const isFull = (): boolean => wasmMemory.buffer.byteLength >= (pages.own + pages.scripts) * pageBytes;
  let spent = false;

  const run = (task: ScriptTask, limitMs: number): ScriptFinding | Stopped => {
    const until = performance.now() + limitMs;
    let late = false;
    const tooLong = { problem: `stopped after ${limitMs} ms: the script takes too long on this reply` };
    try {
      // A runtime of its own costs next to nothing, and nothing of one script can reach the next.
      const result = Scope.withScope((scope) => {
        const runtime = scope.manage(quickjs.newRuntime({ maxStackSizeBytes: stackBytes }));
        runtime.setInterruptHandler(() => (late ||= performance.now() > until));
        return evaluate(openRealm(scope, runtime, isFull), task);
      });
      spent ||= wasmMemory.buffer.byteLength > muchMemory;
      return late ? tooLong : result;
    } catch (error) {
      spent = true;
      if (late) return tooLong;
      return { problem: error instanceof RangeError ? "stopped: the script calls or nests too deep" : outOfMemory };
    }
  };
  return { run, spent: () => spent };
}

function evaluate(realm: Realm, { source, input }: ScriptTask): ScriptFinding | Stopped {
  const compiled = compile(realm, source);
  if ("problem" in compiled) return compiled;
  if (input === null) return { given: { pass: null, score: null, reason: null } };

  const output = realm.fromJson(JSON.stringify(input.output));
  const context = realm.fromJson(JSON.stringify(input.context));
  if (!("value" in output) || !("value" in context)) return { problem: outOfMemory };
  const returned = realm.call(compiled.fn, [output.value, context.value]);
  if ("thrown" in returned) return { problem: faultText(realm, returned.thrown, source) };
  const settled = realm.settle(returned.value);
  if (settled === "waiting") {
    return { problem: "the script waits for a promise that nothing can keep: it has no timers and no network" };
  }
  if ("thrown" in settled) return { problem: faultText(realm, settled.thrown, source) };
  return readResult(realm, settled.value, source);
}
