import { monitorEventLoopDelay } from "node:perf_hooks";
import { afterAll, beforeAll, expect, it } from "vitest";
import { evaluateChecks } from "../../../../electron/engine/checks/evaluate.ts";
import { createSandbox } from "../../../../electron/engine/checks/sandbox/sandbox.ts";
import type { Check, VerdictStatus } from "../../../../shared/domain/check.ts";
import { checkContext } from "../../../fixtures/engine/check-context.ts";
import { reply } from "../../../unit/checks/judge.ts";

export interface Hostile {
  name: string;
  check: Check;
  /** The reply that the check is made to explode on. */
  text?: string;
  /** What it may end as: an error, or a plain verdict where the attack simply finds nothing. */
  ends: readonly VerdictStatus[];
}

const limitMs = 250;
/** Far above what a busy machine needs, far below an engine that hangs or a memory that explodes. */
const bounds = { eventLoopMs: 5_000, memoryBytes: 1024 ** 3 };

const innocent: Check[] = [
  { type: "regex", value: "^in+ocent$" },
  { type: "javascript", value: "output === 'innocent' && context.messages.length === 0" },
  { type: "is-json" },
];

/** Runs every attack on one sandbox; after each, the sandbox must still answer innocent checks rightly. */
export function survive(attacks: readonly Hostile[]): void {
  const sandbox = createSandbox({ limitMs });
  const context = checkContext(sandbox);
  const delay = monitorEventLoopDelay({ resolution: 20 });
  const before = process.memoryUsage().rss;

  beforeAll(() => void delay.enable());
  afterAll(async () => {
    delay.disable();
    await sandbox.close();
  });

  it.each(attacks)("$name", { timeout: 30_000 }, async ({ check, text = "a reply", ends }) => {
    const negated = { ...check, type: `not-${check.type}` };
    const [verdict, opposite] = await evaluateChecks([check, negated], reply(text), context);
    expect(ends).toContain(verdict?.status);
    // An error is never a pass, and a verdict never stays the same when it is negated.
    if (verdict?.status === "error") expect(opposite?.status).toBe("error");
    else expect(opposite?.status).not.toBe(verdict?.status);
    expect(verdict?.reason.length).toBeLessThan(600);

    const after = await evaluateChecks(innocent, reply("innocent"), context);
    expect(after.map((one) => one.status)).toEqual(["pass", "pass", "fail"]);
  });

  it("leaves the engine responsive and the memory of the process within bounds", () => {
    expect(delay.max / 1e6).toBeLessThan(bounds.eventLoopMs);
    expect(process.memoryUsage().rss - before).toBeLessThan(bounds.memoryBytes);
  });
}
