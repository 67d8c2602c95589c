import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import type { Bench } from "./bench.ts";
import { checksOf, systemPrompt, userTurn } from "./cases.ts";

interface Workload {
  cases: number;
  turns: number;
  versions: number;
  latency: number;
}

const meterSchema = z.object({ cpuMs: z.number(), peakMb: z.number() });
const outputSchema = z.object({
  results: z.object({ stats: z.object({ successes: z.number(), failures: z.number(), errors: z.number() }) }),
});

/**
 * The same cases, prompts and checks by `promptfoo eval`, start included. Turns of one conversation go by its
 * `_conversation` variable, which is its own kind of live history.
 */
export async function runPromptfoo(
  bench: Bench,
  workload: Workload,
): Promise<{ wallMs: number; cpuMs: number; peakMb: number }> {
  if (bench.promptfoo === null) throw new Error("promptfoo was not asked for");
  const folder = mkdtempSync(path.join(bench.folder, "promptfoo-"));
  const meters = path.join(folder, "meters");
  mkdirSync(meters);
  writeFileSync(path.join(folder, "config.json"), JSON.stringify(configOf(bench.url, workload)));
  const program = path.join(bench.promptfoo, "node_modules", "promptfoo", "dist", "src", "entrypoint.js");
  const options = ["--no-cache", "--no-table", "--no-progress-bar", "-j", "32", "-c", "config.json", "-o", "out.json"];
  const startedAt = performance.now();
  const child = spawn(process.execPath, [program, "eval", ...options], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
    env: {
      PATH: process.env["PATH"],
      HOME: folder,
      PROMPTFOO_CONFIG_DIR: path.join(folder, "config"),
      PROMPTFOO_DISABLE_TELEMETRY: "1",
      PROMPTFOO_DISABLE_UPDATE: "1",
      PROMPTFOO_DISABLE_REMOTE_GENERATION: "1",
      NODE_OPTIONS: `--no-warnings --import ${pathToFileURL(path.join(import.meta.dirname, "promptfoo-meter.mjs")).href}`,
      COUNTERPROOF_BENCH_METER: meters,
    },
  });
  await once(child, "exit");
  const wallMs = performance.now() - startedAt;
  const { stats } = outputSchema.parse(JSON.parse(readFileSync(path.join(folder, "out.json"), "utf8"))).results;
  const replies = workload.cases * workload.turns * workload.versions;
  if (stats.errors > 0 || stats.successes + stats.failures !== replies) {
    throw new Error(`promptfoo came to ${JSON.stringify(stats)} of ${replies} replies; this is no measurement`);
  }
  const taken = readdirSync(meters).map((name) =>
    meterSchema.parse(JSON.parse(readFileSync(path.join(meters, name), "utf8"))),
  );
  return {
    wallMs,
    cpuMs: taken.reduce((sum, one) => sum + one.cpuMs, 0),
    peakMb: Math.max(...taken.map((one) => one.peakMb)),
  };
}

function configOf(url: string, { cases, turns, versions, latency }: Workload): unknown {
  const history =
    "{% for one in _conversation %}" +
    '{"role":"user","content":{{one.input|dump}}},{"role":"assistant","content":{{one.output|dump}}},' +
    "{% endfor %}";
  const prompt = (version: number): string =>
    `[{"role":"system","content":${JSON.stringify(systemPrompt(version))}},` +
    `${turns > 1 ? history : ""}{"role":"user","content":{{question|dump}}}]`;
  return {
    providers: [{ id: `openai:chat:mock-${latency}`, config: { apiBaseUrl: url, apiKey: "none" } }],
    prompts: Array.from({ length: versions }, (_, at) => prompt(at + 1)),
    tests: Array.from({ length: cases * turns }, (_, at) => {
      const conversation = Math.floor(at / turns) + 1;
      return {
        vars: { question: userTurn(conversation, at % turns) },
        assert: checksOf(conversation).map((check) =>
          check.type === "max-length"
            ? { type: "javascript", value: `output.length <= ${JSON.stringify(check.value)}` }
            : check,
        ),
        ...(turns > 1 && { metadata: { conversationId: `case-${conversation}` } }),
      };
    }),
  };
}
