import { diffWordsWithSpace } from "diff";
import type { Check, VerdictStatus } from "../../../shared/domain/check.ts";
import type {
  Comparison,
  ComparisonRow,
  ConversationComparison,
  Outcome,
  Reply,
  TextDiff,
} from "../../../shared/domain/comparison.ts";
import type { Run } from "../../../shared/domain/run.ts";
import type { ReportData } from "../../../electron/engine/import-export/report-content.ts";

export function run(id: string, versionNumber: number | null): Run {
  return {
    id,
    promptId: "1",
    promptName: "legal-advice",
    versionNumber,
    textSha256: "0".repeat(64),
    setId: "1",
    setName: "clients",
    setSha256: "1".repeat(64),
    model: { provider: "openai", model: "small", baseUrl: null, settings: { temperature: 0.2 } },
    samples: 1,
    sampling: null,
    concurrency: 4,
    history: "live",
    baselineRunId: null,
    partial: false,
    failFast: false,
    budget: null,
    createdAt: "2026-01-02T03:04:05.000Z",
    finishedAt: "2026-01-02T03:05:05.000Z",
    progress: {
      runId: id,
      status: "complete",
      conversations: 1,
      conversationsDone: 1,
      undecided: 0,
      replies: 1,
      repliesAtMost: null,
      recorded: 1,
      calls: 1,
      cached: 0,
      retries: 0,
      errors: 0,
      passed: 1,
      failed: 0,
      unevaluated: 0,
      tokens: { input: 1, output: 1 },
      cost: null,
      wallMs: 1,
      rate: null,
      etaMs: null,
      lastError: null,
      stopReason: null,
      waiting: null,
    },
  };
}

export interface Made {
  id: string;
  title?: string;
  outcome: Outcome | null;
  detail?: string;
  before?: string | null;
  after?: string | null;
  user?: string;
  reason?: string;
  status?: VerdictStatus;
  checks?: number;
  samples?: number;
  notes?: string;
  by?: TextDiff["by"];
  reply?: Partial<Reply>;
  error?: string;
}

const check: Check = { type: "not-contains", value: "LexDirect" };

export function reply(text: string, more: Partial<Reply> = {}): Reply {
  return {
    text,
    finishReason: "stop",
    inputTokens: 10,
    outputTokens: 5,
    latencyMs: 1_500,
    cost: 0.002,
    cached: false,
    warnings: [],
    attempts: [],
    verdicts: [],
    ...more,
  };
}

export function conversation(made: Made): ConversationComparison {
  const before = made.before === undefined ? "Ask LexDirect." : made.before;
  const after = made.after === undefined ? before : made.after;
  const changed = before !== null && after !== null && before !== after;
  const samples = made.samples ?? 1;
  const passesBefore = made.outcome === "broke" || made.outcome === "stillPassing";
  const passesAfter = made.outcome === "fixed" || made.outcome === "stillPassing";
  const judged = made.outcome !== "missing" && made.outcome !== null;
  const row: ComparisonRow = {
    id: made.id,
    title: made.title ?? "",
    tags: [],
    outcome: made.outcome,
    detail: made.detail ?? null,
    changed,
    firstDivergentTurn: changed ? 0 : null,
    review: changed,
    flags: 0,
    baseline: { passed: passesBefore ? samples : 0, samples: judged ? samples : 0 },
    candidate: { passed: passesAfter ? samples : 0, samples: judged ? samples : 0 },
    turns: 1,
    checks: made.checks ?? 1,
  };
  const failing = { status: made.status ?? "fail", reason: made.reason ?? "contains “LexDirect”" } as const;
  const passing = { status: "pass", reason: "does not contain “LexDirect”" } as const;
  return {
    row,
    notes: made.notes ?? "",
    sample: 0,
    samples,
    runs: { baseline: "1", candidate: "2" },
    turns: [
      {
        index: 0,
        user: made.user ?? "Who can help?",
        fixed: null,
        baseline: before === null ? null : reply(before),
        candidate: after === null ? null : reply(after, made.reply),
        baselineError: null,
        candidateError: made.error ?? null,
        diff: changed
          ? {
              by: made.by ?? "word",
              segments: diffWordsWithSpace(before, after).map((one) => ({
                kind: one.added ? "added" : one.removed ? "removed" : "same",
                text: one.value,
              })),
            }
          : null,
        verdicts:
          row.checks === 0
            ? []
            : [
                {
                  check,
                  baseline: before === null ? null : passesBefore ? passing : failing,
                  candidate: after === null ? null : passesAfter ? passing : failing,
                },
              ],
      },
    ],
  };
}

export function reportData(made: readonly Made[], more: Partial<ReportData> = {}): ReportData {
  const conversations = made.map(conversation);
  const rows = conversations.map((one) => one.row);
  const counts: Comparison["counts"] = {
    broke: 0,
    fixed: 0,
    stillFailing: 0,
    stillPassing: 0,
    flaky: 0,
    undecided: 0,
    edited: 0,
    missing: 0,
  };
  for (const row of rows) if (row.outcome) counts[row.outcome] += 1;
  return {
    projectName: "Ashgrove Legal",
    promptName: "legal-advice",
    setName: "clients",
    comparison: {
      baseline: run("3", 1),
      candidate: run("4", 2),
      counts,
      pending: rows.filter((row) => row.outcome === null).length,
      changed: rows.filter((row) => row.changed).length,
      noiseFloor: 0.031,
      passRate: { baseline: 0.844, candidate: 0.813, difference: -0.031, interval: [-0.19, 0.126], p: 0.625 },
      rows,
    },
    conversations,
    before: "You are the assistant.\nBe brief.\n",
    after: "You are the assistant.\nDo not mention competitors.\nBe brief.\n",
    ...more,
  };
}

/** One conversation of every outcome, and of the states that have none of their own. */
export const everyOutcome: readonly Made[] = [
  { id: "broke-1", outcome: "broke", before: "Ask us.", after: "Ask LexDirect." },
  { id: "fixed-1", outcome: "fixed", after: "Ask us." },
  { id: "undecided-1", outcome: "undecided", samples: 3, detail: "4 more samples a side would settle it" },
  { id: "flaky-1", outcome: "flaky", samples: 3, detail: "the replies pass at times and fail at times" },
  { id: "edited-1", outcome: "edited", detail: "its turns were edited between the two runs: replay it again" },
  {
    id: "missing-1",
    outcome: "missing",
    after: null,
    detail: "the model was not there",
    error: "the model was not there",
  },
  { id: "failing-1", outcome: "stillFailing" },
  { id: "changed-1", outcome: "stillPassing", before: "Yes.", after: "Yes, of course." },
  { id: "same-1", outcome: "stillPassing", before: "A reply that is the same in both." },
  { id: "unchecked-1", outcome: "stillPassing", checks: 0 },
  { id: "pending-1", outcome: null, after: null },
];

/** Text as a model may well write it, and worse. */
export const hostile =
  '<script>alert("1")</script> &amp; </style></textarea> \u0000\u001b[31m \u202Eesrever\u202C \uD800 \uFFFE ]]> ' +
  "--> ``` ```` | @everyone #1 'quoted' \r\n<!-- x";
