import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { startReplayChild } from "../../fixtures/engine/run-replay-child.ts";
import { asking, testEngine, testServer } from "../../fixtures/engine/test-engine.ts";
import { seededRandom } from "../../fixtures/provider-server/faults.ts";

const CONVERSATIONS = 300;
const TURNS = 2;
const KILLS = 20;
const CONCURRENCY = 6;

/** What is in the file, read as another process would: `POSITION/TURN SHA256` of each reply. */
function inspect(file: string): { replies: string[]; integrity: unknown } {
  const sql = new Database(file);
  const replies = sql
    .prepare<[], string>(
      `SELECT o.position || '/' || o.turn || ' ' || lower(hex(t.sha256))
       FROM outputs o JOIN texts t ON t.id = o.text_id ORDER BY o.position, o.turn`,
    )
    .pluck()
    .all();
  const integrity = sql.pragma("integrity_check", { simple: true });
  sql.close();
  return { replies, integrity };
}

describe("a replay whose process is killed twenty times", () => {
  it("loses no reply that it reported, repeats no more calls than were under way, and ends complete", async () => {
    const random = seededRandom(20);
    let countdown = Infinity;
    let onZero: () => void = () => undefined;
    const server = await testServer({
      latencyMs: 4,
      onRequest() {
        countdown -= 1;
        if (countdown === 0) onZero();
      },
    });
    const engine = await testEngine(
      Array.from({ length: CONVERSATIONS }, (_, at) => asking(`c${at}`, [`first ${at}`, `second ${at}`], "said")),
    );
    await engine.close();

    const reported = new Set<string>();
    const repeated: number[] = [];
    let recordedBefore = 0;
    for (let kill = 0; kill < KILLS; kill += 1) {
      const requestsBefore = server.requests.length;
      const options = { resume: kill > 0, tell: true, concurrency: CONCURRENCY };
      const child = startReplayChild(engine.file, `${server.url}/v1`, options);
      // By the calls that came in, so that each stage gets on; then anywhere between one commit and the next.
      const laterMs = random() * 8;
      onZero = () => void setTimeout(() => child.process.kill("SIGKILL"), laterMs);
      countdown = 1 + Math.floor(random() * 40);
      expect(await child.ended()).toBeNull();

      for (const line of child.lines) {
        expect(line).toMatch(/^reply /);
        reported.add(line.slice("reply ".length));
      }
      const { replies, integrity } = inspect(engine.file);
      expect(integrity).toBe("ok");
      const there = new Set(replies);
      expect([...reported].filter((reply) => !there.has(reply))).toEqual([]);
      repeated.push(server.requests.length - requestsBefore - (replies.length - recordedBefore));
      recordedBefore = replies.length;
    }
    expect(reported.size).toBeGreaterThan(100);
    expect(Math.max(...repeated)).toBeLessThanOrEqual(CONCURRENCY);

    countdown = Infinity;
    const last = startReplayChild(engine.file, `${server.url}/v1`, { resume: true, tell: true });
    const progress = await last.ended();
    expect(last.lines.filter((line) => line.startsWith("lie"))).toEqual([]);
    expect(progress).toMatchObject({
      status: "complete",
      conversationsDone: CONVERSATIONS,
      recorded: CONVERSATIONS * TURNS,
      passed: CONVERSATIONS,
      errors: 0,
    });
    const { replies, integrity } = inspect(engine.file);
    expect(integrity).toBe("ok");
    expect(new Set(replies.map((reply) => reply.split(" ")[0])).size).toBe(CONVERSATIONS * TURNS);
    expect(server.requests.length).toBeLessThanOrEqual(CONVERSATIONS * TURNS + KILLS * CONCURRENCY);
  }, 240_000);
});
