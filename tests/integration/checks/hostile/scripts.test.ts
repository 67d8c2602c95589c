import { describe } from "vitest";
import { survive, type Hostile } from "./survive.ts";

/** Ends as an error: stopped for its time, its memory or its nesting, or refused for what it gave back. */
const stopped: Record<string, string> = {
  "an endless loop": "for (;;) {}",
  "an endless loop that catches everything": "for (;;) { try { for (;;) {} } catch {} }",
  "an endless loop in finally": "try { return true } finally { for (;;) {} }",
  "an endless generator": "function* all() { for (;;) yield 1 }\nfor (const one of all()) {}\nreturn true",
  "an endless iterator":
    "return [...{ [Symbol.iterator]: () => ({ next: () => ({ value: 1, done: false }) }) }].length",
  "an endless recursion": "const f = () => f() + 1;\nreturn f()",
  "an endless recursion through getters": "const o = { get x() { return this.x } };\nreturn o.x",
  "an endless recursion through toString": "const o = { toString() { return `${o}` } };\nreturn `${o}` === ''",
  "a promise loop": "return (async () => { for (;;) await 0 })()",
  "promises that make promises":
    "const go = () => Promise.resolve().then(() => Promise.all([go(), go()]));\nreturn go()",
  "a promise that nobody keeps": "new Promise(() => {})",
  "a thenable that never calls back": "({ then() {} })",
  "a string that doubles": "let s = 'x'; for (;;) s += s;",
  "strings in a list": "const all = []; for (;;) all.push('x'.repeat(1e5) + all.length)",
  "lists in a list": "const all = []; for (;;) all.push(new Array(1e5).fill(1))",
  "objects without end": "let o = {}; for (;;) o = { o, p: [o] }",
  "typed arrays": "const all = []; for (;;) all.push(new Uint8Array(1e6))",
  "one huge buffer": "return new ArrayBuffer(2 ** 31) !== null",
  "a huge repetition": "'x'.repeat(2 ** 30).length",
  "a map without end": "const m = new Map(); for (let i = 0; ; i += 1) m.set(i, String(i))",
  "a huge number": "let n = 3n; for (;;) n *= n",
  "a join that explodes": "let a = ['x']; for (;;) a = [a.join(a.join('yy')), ...a]",
  "a pattern within the script": "/(a+)+$/.test('a'.repeat(60) + '!')",
  "many replacements": "let s = 'x'; for (;;) s = s.replace(/x/g, 'xx')",
  "a sort that never ends": "[3, 2, 1].sort(() => { for (;;) {} })",
  "a deep JSON text": "JSON.parse('['.repeat(1e6))",
  "a deep value to JSON": "let o = {}; for (let i = 0; i < 1e5; i += 1) o = { o };\nreturn JSON.stringify(o) === ''",
  "a deep expression": `${"(".repeat(50_000)}1${")".repeat(50_000)}`,
  "eval that nests":
    "let s = '1'; for (let i = 0; i < 30; i += 1) s = `eval(${JSON.stringify(s)})`;\nreturn eval(s) === 2",
  "a proxy that never answers": "return new Proxy({}, { get() { for (;;) {} } })",
  "a getter on what it gives back": "({ get pass() { for (;;) {} } })",
  "a getter that throws on what it gives back": "({ get pass() { throw new Error('no') } })",
  "toJSON on what it gives back": "({ toJSON() { return { pass: true } } })",
  "valueOf on what it gives back": "({ valueOf() { return true } })",
  "a boxed boolean": "new Boolean(true)",
  "a text that says true": "'true'",
  "a score that is no number": "0 / 0",
  "a score without end": "1 / 0",
  "a deep value": "let o = { pass: 1 }; for (let i = 0; i < 1e5; i += 1) o = { pass: o };\nreturn o",
  "a symbol": "Symbol('x')",
  "nothing thrown": "throw undefined",
  "a thrown proxy": "throw new Proxy({}, { get() { for (;;) {} } })",
  "a thrown object that cannot be shown": "throw Object.create(null)",
  "an error whose message never ends": "throw { name: 'Error', get message() { for (;;) {} } }",
  "an error with a huge message": "throw new Error('x'.repeat(1e6))",
  "an error that prepares its stack": "Error.prepareStackTrace = () => { for (;;) {} };\nthrow new Error('x')",
  "the process": "process.exit(1)",
  "a module": "require('node:fs').writeFileSync('x', 'x')",
  "an import": "import('node:fs')",
  "a static import": "import fs from 'node:fs';\nreturn true",
  "the network": "fetch('http://127.0.0.1/')",
  timers: "setTimeout(() => {}, 0)",
  "the worker's port": "postMessage('x')",
  WebAssembly: "new WebAssembly.Memory({ initial: 10000 })",
  "waiting without end": "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)",
  "code that closes its own function": "true) }); for (;;) {} (function () { return (true",
};

/** Ends as a plain verdict: the attack runs, and finds nothing of the host. */
const harmless: Record<string, string> = {
  "the constructor of constructors": "[].constructor.constructor('return typeof process')() === 'undefined'",
  "an async constructor": "(async () => {}).constructor('return typeof require')().then((t) => t === 'undefined')",
  "the global object": "!['process', 'require', 'fetch', 'Buffer', 'self', 'global'].some((n) => n in globalThis)",
  this: "(function () { return this === globalThis && typeof this.process === 'undefined' })()",
  "a prototype of everything": "Object.prototype.pass = true; String.prototype.includes = () => true; return true",
  "a prototype through __proto__": "({}).__proto__.polluted = 1; return ({}).polluted === 1",
  "frozen inputs": "context.vars.x = 1; context.messages.push = 1; output = 'y'; return context.vars.x === undefined",
  "JSON of its own": "JSON.parse = JSON.stringify = () => { throw 1 }; return true",
  "promises of its own": "Promise.prototype.then = () => { for (;;) {} }; return true",
  "species of its own":
    "class A extends Array { static get [Symbol.species]() { return Object } }; return new A(3).length === 3",
  "a getter on strings": "Object.defineProperty(String.prototype, 'length', { get() { return -1 } }); return true",
  "a finalizer": "new FinalizationRegistry(() => { for (;;) {} }).register({}, 1); return true",
  "a huge reason": "({ pass: true, reason: 'x'.repeat(1e6) })",
  "a reason with a terminal's orders": "({ pass: true, reason: '\\u001b[2J\\u0000x' })",
  "the console": "console.log('x'.repeat(100)) === undefined",
};

const attack =
  (ends: Hostile["ends"]) =>
  ([name, value]: [string, string]): Hostile => ({
    name,
    check: { type: "javascript", value },
    ends,
  });

describe("hostile scripts", () => {
  survive([...Object.entries(stopped).map(attack(["error"])), ...Object.entries(harmless).map(attack(["pass"]))]);
});
