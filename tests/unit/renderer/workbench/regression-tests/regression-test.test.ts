import { describe, expect, it } from "vitest";
import type { ConversationComparison } from "../../../../../shared/domain/comparison.ts";
import type { RecordedReplyRef } from "../../../../../shared/contract/verdicts.ts";
import {
  regressionTestRequest,
  replayedSides,
} from "../../../../../renderer/workbench/regression-tests/regression-test.ts";
import { makeReply, makeRow, makeRun, makeTurn } from "../make.ts";

const candidateRun = makeRun("20", 2);
const evidence: ConversationComparison = {
  row: makeRow("reach", { turns: 2 }),
  notes: "",
  sample: 1,
  samples: 3,
  // Further samples of the baseline stand in a run beside it.
  runs: { baseline: "15", candidate: "20" },
  turns: [makeTurn(0), makeTurn(1, { baseline: makeReply("old"), candidate: makeReply("new") })],
};
const sides = { baseline: 1, candidate: 2 };
const at = (runId: string, turn = 1): RecordedReplyRef => ({ runId, conversationId: "reach", turn, sample: 1 });
const judged = (runId: string, turn = 1) => ({ at: at(runId, turn), reply: makeReply("new") });

describe("what is asked of a reply on screen", () => {
  it("names both sides, each with the run that holds its reply", () => {
    expect(regressionTestRequest(judged("20"), { evidence, sides, candidateRun })).toEqual({
      pair: { reply: at("20"), other: at("15") },
      promptId: "1",
      model: candidateRun.model,
      side: { name: "v2", version: 2 },
      other: { name: "v1", version: 1 },
    });
    expect(regressionTestRequest(judged("15"), { evidence, sides, candidateRun })).toMatchObject({
      pair: { reply: at("15"), other: at("20") },
      side: { name: "v1" },
      other: { name: "v2" },
    });
  });

  it("has no other side where there is nothing to compare with, or it has no reply", () => {
    const alone = { evidence, sides: { baseline: null, candidate: "draft" as const }, candidateRun };
    expect(regressionTestRequest(judged("20"), alone)).toMatchObject({
      pair: { other: null },
      side: { name: "draft" },
      other: null,
    });
    const turns = [makeTurn(0), makeTurn(1, { baseline: null })];
    const missing = { evidence: { ...evidence, turns }, sides, candidateRun };
    expect(regressionTestRequest(judged("20"), missing)).toMatchObject({
      pair: { other: null },
      other: { name: "v1" },
    });
  });

  it("is nothing for a reply that is on screen no more", () => {
    expect(regressionTestRequest(judged("99"), { evidence, sides, candidateRun })).toBeNull();
    expect(regressionTestRequest(judged("20", 7), { evidence, sides, candidateRun })).toBeNull();
  });
});

describe("how the replay of one conversation came out", () => {
  const question = regressionTestRequest(judged("20"), { evidence, sides, candidateRun });
  const failing = makeReply("Call 555-0142.", {
    verdicts: [
      { check: { type: "max-length", value: 1 }, status: "fail", reason: "measured only", counts: false },
      { check: { type: "not-contains", value: "555" }, status: "fail", reason: "contains 555" },
    ],
  });

  it("says of each side whether it passes, why not, and what it replied last or wrongly", () => {
    if (!question) throw new Error("no question");
    const turns = [makeTurn(0, { candidate: failing }), makeTurn(1, { baseline: makeReply("Write to us.") })];
    const row = makeRow("reach", { candidate: { passed: 0, samples: 1 } });
    expect(replayedSides({ ...evidence, row, turns }, question)).toEqual([
      { name: "v1", passed: true, reply: "Write to us.", reason: null },
      { name: "v2", passed: false, reply: "Call 555-0142.", reason: "contains 555" },
    ]);
  });

  it("calls nothing passing that has no verdict", () => {
    if (!question) throw new Error("no question");
    const turns = [makeTurn(0, { candidate: null, candidateError: "The server said 500." })];
    const row = makeRow("reach", { candidate: { passed: 0, samples: 0 } });
    expect(replayedSides({ ...evidence, row, turns }, question)[1]).toEqual({
      name: "v2",
      passed: null,
      reply: "",
      reason: "The server said 500.",
    });
  });
});
