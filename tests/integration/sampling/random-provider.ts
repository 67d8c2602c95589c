import { createHash } from "node:crypto";
import { seededRandom } from "../../fixtures/provider-server/faults.ts";
import type { ProviderRequest } from "../../fixtures/provider-server/protocols.ts";
import { asking, type NewConversation, type TestEngine } from "../../fixtures/engine/test-engine.ts";

/** A conversation that passes so often (0 to 1) with version 1 and with version 2. */
export function passing(id: string, before: number, after: number): NewConversation {
  return asking(id, [`${id} passes ${before} then ${after}`], "good");
}

/**
 * Answers with the pass rates that its question names. What is asked for the n-th time of one version gets the n-th
 * draw of its own, in whatever order requests come in. `varied`: no two replies have the same text. `brief`: a word.
 */
export function randomReplies({ seed = 1, varied = true, brief = false } = {}): (request: ProviderRequest) => string {
  const asked = new Map<string, { draw: () => number; times: number }>();
  return ({ system, messages }) => {
    const question = messages.at(-1)?.content ?? "";
    const [, before = "1", after = "1"] = /passes (\S+) then (\S+)/.exec(question) ?? [];
    const key = `${system}\n${question}`;
    const number = createHash("sha256").update(`${seed}\n${key}`).digest().readUInt32BE();
    const known = asked.get(key) ?? { draw: seededRandom(number), times: 0 };
    asked.set(key, known);
    known.times += 1;
    const passes = known.draw() < Number(system.includes("second") ? after : before);
    const word = `${passes ? "good" : "bad"}${varied ? ` ${known.times}` : ""}`;
    return brief ? word : `${word}: an answer of so many words does not come out the same twice by chance alone.`;
  };
}

export const versions = ["The first version.", "The second version."];

/** How many samples each side has, and what was decided, by conversation. */
export function tallies(engine: TestEngine, baseline: string, candidate: string) {
  const { rows } = engine.services.comparisons.summary(baseline, candidate);
  return Object.fromEntries(
    rows.map((row) => [row.id, [row.baseline.samples, row.candidate.samples, row.outcome] as const]),
  );
}
