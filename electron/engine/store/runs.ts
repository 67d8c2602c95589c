import {
  modelSettingsSchema,
  modelSpecSchema,
  type ModelIdentity,
  type ModelSpec,
} from "../../../shared/domain/model.ts";
import type { SampledOutcome } from "../../../shared/domain/comparison.ts";
import {
  budgetSchema,
  historyModeSchema,
  runProgressSchema,
  runStatusSchema,
  autoSamplingSchema,
  type Budget,
  type HistoryMode,
  type Run,
  type RunProgress,
  type RunStatus,
  type AutoSampling,
} from "../../../shared/domain/run.ts";
import type { StoredConversation } from "./conversations.ts";
import { hideAddressSecrets } from "../trust/address.ts";
import type { Sql } from "./database.ts";
import type { IdentifyModel } from "./models.ts";
import type { SampleStatus } from "./results.ts";
import { readStoredJson } from "./stored-json.ts";
import { judgeSchema, type Judge } from "../../../shared/domain/judge.ts";

interface RunRow {
  id: number;
  prompt_id: number;
  prompt_name: string;
  version_number: number | null;
  text_id: number;
  sha256: string;
  set_id: number | null;
  set_name: string;
  set_sha256: string;
  provider: string;
  model: string;
  base_url: string | null;
  settings: string;
  random: number | null;
  samples: number;
  sampling: string | null;
  concurrency: number;
  history: string;
  baseline_run_id: number | null;
  use_cache: number;
  partial: number;
  fail_fast: number;
  budget: string | null;
  status: string;
  lease: string | null;
  heartbeat_at: string | null;
  progress: string;
  created_at: string;
  finished_at: string | null;
}

interface NewRun {
  promptId: number;
  versionId: number | null;
  textId: number;
  setId: number | null;
  setName: string;
  setSha256: string;
  model: ModelSpec;
  /** Null where nobody can tell any more. */
  random: boolean | null;
  samples: number;
  sampling: AutoSampling | null;
  /** The run that this one supplements with further samples of the baseline. */
  supplementsRunId: number | null;
  concurrency: number;
  history: HistoryMode;
  baselineRunId: number | null;
  useCache: boolean;
  partial: boolean;
  failFast: boolean;
  budget: Budget | null;
  progress: Omit<RunProgress, "runId">;
  now: string;
}

/** A run with what only the engine needs of it. */
export interface StoredRun {
  run: Run;
  textId: number;
  useCache: boolean;
  /** Who replays it (replay/run-lease.ts); null where nobody does. */
  lease: string | null;
  heartbeatAt: string | null;
}

/** How a conversation came out of a run, over its samples; 1 is yes. */
interface ConversationOutcome {
  id: string;
  failed: number;
  unevaluated: number;
}

interface RunConversationKey {
  position: number;
  id: string;
  contentId: number;
}

export interface RunConversation extends RunConversationKey {
  title: string;
  tags: string;
  notes: string;
  turns: number;
  checks: number;
}

/** How the sampling of a conversation ended; null while it is open. */
export type SamplingEnd = SampledOutcome;

const selectRun = `
  SELECT r.*, p.name AS prompt_name, v.number AS version_number, lower(hex(t.sha256)) AS sha256
  FROM runs r JOIN prompts p ON p.id = r.prompt_id JOIN texts t ON t.id = r.text_id
  LEFT JOIN versions v ON v.id = r.version_id`;

export function runsTable(sql: Sql, identifyModel: IdentifyModel) {
  const toRun = (row: RunRow): StoredRun => readRun(row, identifyModel);
  const byId = sql.prepare<[number], RunRow>(`${selectRun} WHERE r.id = ?`);
  const byPrompt = sql.prepare<[number], RunRow>(
    `${selectRun} WHERE r.prompt_id = ? AND r.beside_run_id IS NULL ORDER BY r.id DESC`,
  );
  const unfinished = sql.prepare<[], RunRow>(`${selectRun} WHERE r.status = 'running' AND r.beside_run_id IS NULL`);
  const selectSupplementRun = sql.prepare<[number], { id: number }>("SELECT id FROM runs WHERE beside_run_id = ?");
  const insert = sql.prepare(`
    INSERT INTO runs (prompt_id, version_id, text_id, set_id, set_name, set_sha256, provider, model, base_url, settings,
      random, samples, sampling, beside_run_id, concurrency, history, baseline_run_id, use_cache, partial, fail_fast, budget,
      status, progress, created_at)
    VALUES (@promptId, @versionId, @textId, @setId, @setName, @setSha256, @provider, @model, @baseUrl, @settings,
      @random, @samples, @sampling, @supplementsRunId, @concurrency, @history, @baselineRunId, @useCache, @partial, @failFast, @budget,
      'running', @progress, @now)`);
  const insertConversation = sql.prepare(`
    INSERT INTO run_conversations (run_id, position, conversation_id, title, tags, notes, content_id, turns, checks)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const conversations = sql.prepare<[number], RunConversation>(`
    SELECT position, conversation_id AS id, title, tags, notes, content_id AS contentId, turns, checks
    FROM run_conversations WHERE run_id = ? ORDER BY position`);
  const selectKeys = sql.prepare<[number], RunConversationKey>(`
    SELECT position, conversation_id AS id, content_id AS contentId FROM run_conversations
    WHERE run_id = ? ORDER BY position`);
  const contentsWith = sql.prepare<[number, string], { text: string }>(`
    SELECT t.text FROM run_conversations c JOIN texts t ON t.id = c.content_id
    WHERE c.run_id = ? AND EXISTS (SELECT 1 FROM json_each(?) AS word WHERE instr(t.text, word.value))`);
  const conversation = sql.prepare<[number, string], RunConversation>(`
    SELECT position, conversation_id AS id, title, tags, notes, content_id AS contentId, turns, checks
    FROM run_conversations WHERE run_id = ? AND conversation_id = ?`);
  const copyConversation = sql.prepare<[number, number, number]>(`
    INSERT OR IGNORE INTO run_conversations
      (run_id, position, conversation_id, title, tags, notes, content_id, turns, checks)
    SELECT ?, position, conversation_id, title, tags, notes, content_id, turns, checks
    FROM run_conversations WHERE run_id = ? AND position = ?`);
  const updateDecision = sql.prepare<[SamplingEnd | null, number, number]>(
    "UPDATE run_conversations SET decision = ? WHERE run_id = ? AND position = ?",
  );
  const selectDecisions = sql.prepare<[number], { position: number; decision: SamplingEnd }>(
    "SELECT position, decision FROM run_conversations WHERE run_id = ? AND decision IS NOT NULL",
  );
  const sampleUpTo = sql.prepare<[string, number]>("UPDATE runs SET sampling = ? WHERE id = ?");
  const selectOutcomes = sql.prepare<[number], ConversationOutcome>(`
    SELECT c.conversation_id AS id, max(s.status = 'failed') AS failed, max(s.status = 'unevaluated') AS unevaluated
    FROM sample_results s JOIN run_conversations c ON c.run_id = s.run_id AND c.position = s.position
    WHERE s.run_id = ? GROUP BY s.position`);
  const tally = sql.prepare<[number, number], { passed: number; samples: number; finished: number }>(`
    SELECT coalesce(sum(status = 'passed'), 0) AS passed, coalesce(sum(status <> 'unevaluated'), 0) AS samples,
      count(*) AS finished
    FROM sample_results WHERE run_id = ? AND position = ?`);
  const contentAt = sql.prepare<[number, number], { contentId: number }>(
    "SELECT content_id AS contentId FROM run_conversations WHERE run_id = ? AND position = ?",
  );
  const updateCount = sql.prepare<{ id: number; before: string; after: string }>(`
    UPDATE runs SET progress = json_set(progress, @before, json_extract(progress, @before) - 1,
      @after, json_extract(progress, @after) + 1) WHERE id = @id`);
  const updateLease = sql.prepare<[string, string, number]>(
    "UPDATE runs SET status = 'running', finished_at = NULL, lease = ?, heartbeat_at = ? WHERE id = ?",
  );
  const leased = sql.prepare<[number, string], 1>("SELECT 1 FROM runs WHERE id = ? AND lease = ?").pluck();
  const updateHeartbeat = sql.prepare<[string, string, number, string]>(
    "UPDATE runs SET heartbeat_at = ?, progress = ? WHERE id = ? AND lease = ?",
  );
  const finish = sql.prepare<[string, string, string, number, string | null]>(`
    UPDATE runs SET status = ?, progress = ?, finished_at = ?, lease = NULL, owner_pid = NULL, heartbeat_at = NULL
    WHERE id = ? AND lease IS ?`);
  const updateLimits = sql.prepare<[string | null, number, number]>(
    "UPDATE runs SET budget = ?, fail_fast = ? WHERE id = ?",
  );
  const remove = sql.prepare<[number]>("DELETE FROM runs WHERE id = ?");

  return {
    get(id: number): StoredRun | null {
      const row = byId.get(id);
      return row ? toRun(row) : null;
    },
    /** Newest first. */
    list: (promptId: number): StoredRun[] => byPrompt.all(promptId).map(toRun),
    unfinished: (): StoredRun[] => unfinished.all().map(toRun),
    insert(run: NewRun, taken: readonly StoredConversation[]): number {
      const { model, random, progress, useCache, partial, failFast, budget, sampling, ...rest } = run;
      const id = Number(
        insert.run({
          ...rest,
          provider: model.provider,
          model: model.model,
          baseUrl: model.baseUrl,
          settings: JSON.stringify(model.settings),
          random: random === null ? null : Number(random),
          useCache: useCache ? 1 : 0,
          partial: partial ? 1 : 0,
          failFast: failFast ? 1 : 0,
          budget: budgetText(budget),
          sampling: sampling && JSON.stringify(sampling),
          progress: JSON.stringify({ ...progress, runId: "" }),
        }).lastInsertRowid,
      );
      taken.forEach((one, position) => {
        const tags = JSON.stringify(one.tags);
        insertConversation.run(id, position, one.id, one.title, tags, one.notes, one.contentId, one.turns, one.checks);
      });
      return id;
    },
    conversations: (id: number): RunConversation[] => conversations.all(id),
    /** The same without what is only shown: a run may have tens of thousands. */
    conversationKeys: (id: number): RunConversationKey[] => selectKeys.all(id),
    /** Contents of a run's conversations, as JSON, that contain one of the words. */
    contentsWith: (id: number, words: readonly string[]): string[] =>
      contentsWith.all(id, JSON.stringify(words)).map(({ text }) => text),
    conversation: (id: number, conversationId: string): RunConversation | null =>
      conversation.get(id, conversationId) ?? null,
    /** The run that holds further samples of the baseline for this one; null without any. */
    supplementRun: (id: number): number | null => selectSupplementRun.get(id)?.id ?? null,
    /** A supplement run gets each conversation when its first reply comes. */
    addSupplementConversation: (supplementRunId: number, id: number, position: number): void =>
      void copyConversation.run(supplementRunId, id, position),
    setSamplingEnd: (id: number, position: number, end: SamplingEnd | null): void =>
      void updateDecision.run(end, id, position),
    /** How sampling ended, by position, where it did. */
    samplingEnds: (id: number): Map<number, SamplingEnd> =>
      new Map(selectDecisions.all(id).map(({ position, decision }) => [position, decision])),
    sampleUpTo: (id: number, sampling: AutoSampling): void => void sampleUpTo.run(JSON.stringify(sampling), id),
    /** Per conversation id: whether it passed; null where a check could not be evaluated. */
    passedByConversation: (id: number): Map<string, boolean | null> =>
      new Map(selectOutcomes.all(id).map((one) => [one.id, one.failed ? false : one.unevaluated ? null : true])),
    /** Samples of one conversation that passed, that could be judged, and that are finished. */
    tally: (id: number, position: number): { passed: number; samples: number; finished: number } =>
      tally.get(id, position) ?? { passed: 0, samples: 0, finished: 0 },
    contentAt: (id: number, position: number): number | null => contentAt.get(id, position)?.contentId ?? null,
    /** One sample of the run that counted as `before` counts as `after` now. */
    moveProgressCount: (id: number, before: SampleStatus, after: SampleStatus): void =>
      void updateCount.run({ id, before: `$.${before}`, after: `$.${after}` }),
    takeLease: (id: number, lease: string, now: string): void => void updateLease.run(lease, now, id),
    /** Whether this lease is the one that the run has. */
    isLeased: (id: number, lease: string): boolean => leased.get(id, lease) !== undefined,
    /** A sign of life; false where the run has another lease by now. */
    writeHeartbeat: (id: number, now: string, progress: RunProgress, lease: string): boolean =>
      updateHeartbeat.run(now, JSON.stringify(progress), id, lease).changes > 0,
    /** Writes a run's end, unless it has another lease by now. */
    finish: (id: number, status: RunStatus, progress: RunProgress, now: string, lease: string | null): void =>
      void finish.run(status, JSON.stringify(progress), now, id, lease),
    /** A resumed run may get other limits than it was started with. */
    setLimits: (id: number, budget: Budget | null, failFast: boolean): void =>
      void updateLimits.run(budgetText(budget), failFast ? 1 : 0, id),
    remove: (id: number): void => void remove.run(id),
  };
}

function budgetText(budget: Budget | null): string | null {
  return budget === null ? null : JSON.stringify(budget);
}

function readRun(row: RunRow, identifyModel: IdentifyModel): StoredRun {
  const id = String(row.id);
  const status = runStatusSchema.parse(row.status);
  const model = modelSpecSchema.parse({
    provider: row.provider,
    model: row.model,
    baseUrl: row.base_url && hideAddressSecrets(row.base_url),
    settings: readStoredJson(modelSettingsSchema, row.settings, { table: "runs", row: row.id, column: "settings" }),
  });
  const run: Run = {
    id,
    promptId: String(row.prompt_id),
    promptName: row.prompt_name,
    versionNumber: row.version_number,
    textSha256: row.sha256,
    setId: row.set_id === null ? null : String(row.set_id),
    setName: row.set_name,
    setSha256: row.set_sha256,
    model,
    rulesFileId: identifyModel<ModelIdentity>(model).rulesFileId,
    ...(row.random !== null && { random: row.random === 1 }),
    samples: row.samples,
    sampling:
      row.sampling === null
        ? null
        : readStoredJson(autoSamplingSchema, row.sampling, { table: "runs", row: row.id, column: "sampling" }),
    concurrency: row.concurrency,
    history: historyModeSchema.parse(row.history),
    baselineRunId: row.baseline_run_id === null ? null : String(row.baseline_run_id),
    partial: row.partial === 1,
    failFast: row.fail_fast === 1,
    budget:
      row.budget === null
        ? null
        : readStoredJson(budgetSchema, row.budget, { table: "runs", row: row.id, column: "budget" }),
    createdAt: row.created_at,
    finishedAt: row.finished_at,
    progress: {
      ...readStoredJson(runProgressSchema, row.progress, { table: "runs", row: row.id, column: "progress" }),
      runId: id,
      status,
    },
  };
  return {
    run,
    textId: row.text_id,
    useCache: row.use_cache === 1,
    lease: row.lease,
    heartbeatAt: row.heartbeat_at,
  };
}

/** The judge that a run was started with. */
export function runJudgesTable(sql: Sql) {
  const put = sql.prepare<[number, string]>("INSERT OR REPLACE INTO run_judges (run_id, judge) VALUES (?, ?)");
  const get = sql.prepare<[number], { judge: string }>("SELECT judge FROM run_judges WHERE run_id = ?");
  return {
    put: (runId: number, judge: Judge): void => void put.run(runId, JSON.stringify(judge)),
    get(runId: number): Judge | null {
      const row = get.get(runId);
      return row
        ? hideSecrets(readStoredJson(judgeSchema, row.judge, { table: "run_judges", row: runId, column: "judge" }))
        : null;
    },
  };
}

/** Projects of earlier builds may hold an address with a key in it. */
function hideSecrets({ model, embedding, instructions }: Judge): Judge {
  const hide = (baseUrl: string | null): string | null => baseUrl && hideAddressSecrets(baseUrl);
  return {
    model: model && { ...model, baseUrl: hide(model.baseUrl) },
    embedding: embedding && { ...embedding, baseUrl: hide(embedding.baseUrl) },
    instructions,
  };
}
