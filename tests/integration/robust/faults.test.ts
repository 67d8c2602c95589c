import Database from "better-sqlite3";
import { z } from "zod";
import { describe, expect, it } from "vitest";
import { callAttemptSchema, type CallAttempt } from "../../../shared/domain/run.ts";
import { asking, replayed, requestFor, testEngine, testServer } from "../../fixtures/engine/test-engine.ts";
import { seededRandom, type Fault } from "../../fixtures/provider-server/faults.ts";

const CONVERSATIONS = 200;
const CALLS = 400;
const RETRY_AFTER_MS = 20;

/** What goes wrong, how often, and as what kind of failure a person sees it. */
const faults: { share: number; fault: Fault; kind: string }[] = [
  {
    share: 0.05,
    fault: { kind: "status", status: 429, headers: { "retry-after-ms": String(RETRY_AFTER_MS) } },
    kind: "rate-limit",
  },
  { share: 0.03, fault: { kind: "status", status: 500 }, kind: "server" },
  { share: 0.02, fault: { kind: "reset" }, kind: "network" },
  { share: 0.02, fault: { kind: "truncated" }, kind: "truncated" },
  { share: 0.01, fault: { kind: "malformed" }, kind: "malformed" },
  { share: 0.01, fault: { kind: "hang" }, kind: "timeout" },
];

/** One entry per request; more than there will be, for repeated calls draw anew. */
function drawFaults(seed: number): (Fault | null)[] {
  const random = seededRandom(seed);
  return Array.from({ length: CALLS * 2 }, () => {
    let roll = random();
    return faults.find(({ share }) => (roll -= share) < 0)?.fault ?? null;
  });
}

function readOutputs(file: string): { text: string; question: number; attempts: CallAttempt[] }[] {
  const sql = new Database(file, { readonly: true });
  const rows = sql
    .prepare<[], { text: string; question: number; attempts: string | null }>(
      `SELECT t.text, o.position * 2 + o.turn AS question, o.attempts
       FROM outputs o JOIN texts t ON t.id = o.text_id ORDER BY question`,
    )
    .all();
  sql.close();
  return rows.map((row) => ({ ...row, attempts: z.array(callAttemptSchema).parse(JSON.parse(row.attempts ?? "[]")) }));
}

describe("four hundred calls of which one in seven goes wrong", () => {
  it.each([1, 2])(
    "all end in a whole reply, with every retry counted and to be seen (seed %i)",
    async (seed) => {
      const script = drawFaults(seed);
      const server = await testServer({ faults: { script } });
      const engine = await testEngine(
        Array.from({ length: CONVERSATIONS }, (_, at) =>
          asking(`c${at}`, [`question ${2 * at}`, `question ${2 * at + 1}`], "said"),
        ),
        {
          retry: { attempts: 8, baseMs: 1, capMs: 4, patienceMs: 1_000, waitsForServer: false },
          timeouts: { firstByte: 1_000 },
        },
      );
      const run = await replayed(engine, requestFor(engine, server, { concurrency: 16 }));
      expect(run.progress).toMatchObject({
        status: "complete",
        conversationsDone: CONVERSATIONS,
        recorded: CALLS,
        calls: CALLS,
        passed: CONVERSATIONS,
        errors: 0,
      });

      const outputs = readOutputs(engine.file);
      expect(outputs.map(({ text }) => text)).toEqual(outputs.map(({ question }) => `You said: question ${question}`));
      expect(outputs).toHaveLength(CALLS);

      const attempts = outputs.flatMap((output) => output.attempts);
      expect(run.progress.retries).toBe(attempts.length);
      expect(server.requests).toHaveLength(CALLS + attempts.length);
      const met = script.slice(0, server.requests.length).filter((fault) => fault !== null);
      const expected = met.flatMap((fault) => faults.filter((one) => one.fault === fault).map((one) => one.kind));
      expect(attempts.map((attempt) => attempt.kind).sort()).toEqual(expected.sort());
      expect(new Set(expected).size).toBe(faults.length);
      for (const attempt of attempts) {
        if (attempt.kind === "rate-limit") expect(attempt.waitedMs).toBe(RETRY_AFTER_MS);
        expect(attempt.message).toContain(new URL(server.url).host);
      }
    },
    30_000,
  );
});
