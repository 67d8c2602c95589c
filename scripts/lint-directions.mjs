import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { root, runMain } from "./run-node.mjs";

// Which folder may import which, types included. A file imports from its own folder and from what stands above it here,
// never from below, so that a reader of a module has to know only what is above it. Names on one line do not import
// each other. A folder that is not listed belongs to the listed one around it. Chains: see `on`.
const chains = [
  {
    name: "shared",
    lines: ["shared/errors.ts shared/problem.ts", "shared/domain", "shared/rules", "shared/format", "shared/contract"],
  },
  {
    name: "engine",
    on: "shared",
    lines: [
      "electron/terminal",
      "electron/engine/async.ts electron/engine/clock.ts electron/engine/events.ts electron/engine/parse-request.ts",
      "electron/engine/files electron/engine/job-runner.ts",
      "electron/engine/trust",
      // Consents are kept in the user's folder, not in a project: trust needs no store, and the store hides addresses by it.
      "electron/engine/store",
      "electron/engine/statistics electron/engine/prompts electron/engine/conversations electron/engine/grounding",
      "electron/engine/annotations electron/engine/ledger",
      "electron/engine/models",
      "electron/engine/calls",
      "electron/engine/checks",
      "electron/engine/judges",
      "electron/engine/replay",
      "electron/engine/compare electron/engine/external-changes.ts",
      "electron/engine/analysis",
      "electron/engine/analysis/trials",
      "electron/engine/analysis/ablation electron/engine/analysis/bisect electron/engine/analysis/blame",
      "electron/engine/analysis/merge electron/engine/analysis/regression-tests",
      "electron/engine/analysis/test-generation",
      "electron/engine/import-export",
      "electron/engine/services.ts",
      "electron/engine/sample-project",
      "electron/engine/project.ts electron/engine/router.ts",
      "electron/engine/engine.ts",
      "electron/host",
    ],
  },
  { name: "desktop", on: "engine", lines: ["electron/preload electron/utility", "electron/main"] },
  { name: "browser and command line", on: "engine", lines: ["electron/serve", "electron/cli"] },
  {
    name: "window",
    on: "shared",
    lines: [
      "renderer/theme renderer/engine-client",
      "renderer/ui",
      "renderer/editor renderer/rendering",
      "renderer/shell",
      "renderer/conversations renderer/runs renderer/settings",
      "renderer/workbench/state",
      "renderer/branches renderer/merge renderer/trends",
      "renderer/workbench/audit renderer/workbench/blame renderer/workbench/watch",
      "renderer/workbench/ledger renderer/workbench/outcomes renderer/workbench/versions",
      "renderer/workbench/annotations renderer/workbench/bisect renderer/workbench/prompt",
      "renderer/workbench/regression-tests",
      "renderer/workbench/evidence renderer/workbench/test-generation",
      "renderer/workbench",
      "renderer/app",
      "renderer/main.tsx",
    ],
  },
];

const tops = ["shared", "electron", "renderer"];
const source = /\.tsx?$/;
const importPattern = /(?:\bfrom|\bimport|\bnew URL)\s*\(?\s*"(\.{1,2}\/[^"?]+)/g;

/** Every import in the folders of `at` that the table forbids, a sentence each; and every file that it does not know. */
function directionProblems(at) {
  const files = tops.flatMap((top) => filesBelow(at, top)).map((file) => ({ file, targets: importsOf(at, file) }));
  const found = [];
  for (const { file, targets } of files) {
    const own = placeOf(file);
    if (own === null) {
      found.push(`${file} stands in no folder of the table in scripts/lint-directions.mjs: enter its folder there.`);
      continue;
    }
    for (const target of targets) {
      const why = whyForbidden(own, target);
      if (why !== null) found.push(`${file} imports ${target}: ${why}.`);
    }
  }
  return [...found, ...mutualPairs(files)];
}

function importsOf(at, file) {
  const text = readFileSync(path.join(at, file), "utf8");
  return [...text.matchAll(importPattern)].map(([, to]) => path.posix.join(path.posix.dirname(file), to));
}

function whyForbidden(own, target) {
  // A package's own file, such as package.json, has no direction.
  if (!target.includes("/")) return null;
  const other = placeOf(target);
  if (other === null) return "it is in none of the folders of the table";
  if (other.name === own.name) return null;
  if (other.chain === own.chain) {
    if (other.line < own.line) return null;
    return other.line === own.line
      ? `${own.name} and ${other.name} stand on one line and do not import each other`
      : `${other.name} stands after ${own.name}`;
  }
  for (let below = own.chain.on; below !== undefined; below = chainNamed(below).on) {
    if (below === other.chain.name) return null;
  }
  return `${own.chain.name} does not import ${other.chain.name}`;
}

function chainNamed(name) {
  return chains.find((chain) => chain.name === name);
}

/** Pairs of folders that import each other. Within one module only a folder and one below it may. */
function mutualPairs(files) {
  const edges = new Map();
  for (const { file, targets } of files) {
    const from = path.posix.dirname(file);
    for (const target of targets) {
      const folder = path.posix.dirname(target);
      if (folder !== from && !edges.has(`${from} ${folder}`)) edges.set(`${from} ${folder}`, file);
    }
  }
  return [...edges].flatMap(([pair, file]) => {
    const [one, other] = pair.split(" ");
    const back = edges.get(`${other} ${one}`);
    const nested = one.startsWith(`${other}/`) || other.startsWith(`${one}/`);
    return back === undefined || nested || one > other
      ? []
      : [`${one} and ${other} import each other, in ${file} and ${back}.`];
  });
}

/** The entry of the table that a file belongs to: the longest name that it begins with. */
function placeOf(file) {
  let best = null;
  for (const chain of chains) {
    for (const [line, names] of chain.lines.entries()) {
      for (const name of names.split(" ")) {
        const within = file === name || file.startsWith(`${name}/`);
        if (within && (best === null || name.length > best.name.length)) best = { name, chain, line };
      }
    }
  }
  return best;
}

function filesBelow(at, folder) {
  return readdirSync(path.join(at, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return filesBelow(at, name);
    return source.test(entry.name) ? [name] : [];
  });
}

// `node scripts/lint-directions.mjs [folder]`: 1 where anything is forbidden.
await runMain(() => {
  const problems = directionProblems(process.argv[2] ?? root);
  for (const problem of problems) console.error(problem);
  return problems.length === 0 ? 0 : 1;
});
