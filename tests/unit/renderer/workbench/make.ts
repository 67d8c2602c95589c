import type { ComparisonRow, Reply, TurnComparison } from "../../../../shared/domain/comparison.ts";
import type { ModelSpec } from "../../../../shared/domain/model.ts";
import type { Version } from "../../../../shared/domain/prompt.ts";
import type { Run, RunProgress } from "../../../../shared/domain/run.ts";

export const model: ModelSpec = { provider: "scripted", model: "bot.yaml", baseUrl: null, settings: {} };

export function makeVersion(number: number, parentNumber: number | null, more: Partial<Version> = {}): Version {
  return {
    id: `id-${number}`,
    promptId: "1",
    number,
    parentNumber,
    mergedNumber: null,
    author: "ada",
    message: "",
    createdAt: "2026-11-20T10:00:00Z",
    sha256: "0".repeat(64),
    settings: {},
    labels: [],
    added: 1,
    removed: 0,
    ...more,
  };
}

export function makeProgress(more: Partial<RunProgress> = {}): RunProgress {
  return {
    runId: "1",
    status: "complete",
    conversations: 2,
    conversationsDone: 2,
    undecided: 0,
    replies: 2,
    repliesAtMost: null,
    recorded: 2,
    calls: 2,
    cached: 0,
    retries: 0,
    errors: 0,
    passed: 2,
    failed: 0,
    unevaluated: 0,
    tokens: { input: 0, output: 0 },
    cost: 0,
    wallMs: 100,
    rate: null,
    etaMs: null,
    lastError: null,
    stopReason: null,
    waiting: null,
    ...more,
  };
}

export function makeRun(
  id: string,
  versionNumber: number | null,
  more: Partial<Run> = {},
  progress: Partial<RunProgress> = {},
): Run {
  return {
    id,
    promptId: "1",
    promptName: "legal",
    versionNumber,
    textSha256: "0".repeat(64),
    setId: "set",
    setName: "set",
    setSha256: "s1",
    model,
    samples: 1,
    sampling: null,
    concurrency: 8,
    history: "live",
    baselineRunId: null,
    partial: false,
    failFast: false,
    budget: null,
    createdAt: "2026-11-20T10:00:00Z",
    finishedAt: null,
    progress: makeProgress({ runId: id, ...progress }),
    ...more,
  };
}

export function makeRow(id: string, more: Partial<ComparisonRow> = {}): ComparisonRow {
  return {
    id,
    title: "",
    tags: [],
    outcome: "stillPassing",
    detail: null,
    changed: false,
    firstDivergentTurn: null,
    review: false,
    flags: 0,
    baseline: { passed: 1, samples: 1 },
    candidate: { passed: 1, samples: 1 },
    turns: 1,
    checks: 1,
    ...more,
  };
}

export function makeReply(text: string, more: Partial<Reply> = {}): Reply {
  return {
    text,
    finishReason: "stop",
    inputTokens: 10,
    outputTokens: 5,
    latencyMs: 200,
    cost: null,
    cached: false,
    warnings: [],
    attempts: [],
    verdicts: [],
    ...more,
  };
}

export function makeTurn(index: number, more: Partial<TurnComparison> = {}): TurnComparison {
  return {
    index,
    user: "Hello?",
    fixed: null,
    baseline: makeReply("same"),
    candidate: makeReply("same"),
    baselineError: null,
    candidateError: null,
    diff: null,
    verdicts: [],
    ...more,
  };
}
