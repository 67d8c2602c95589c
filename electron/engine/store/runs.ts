import { modelSettingsSchema, modelSpecSchema, type ModelSpec } from "../../../shared/domain/model.ts";
import {
  historySchema,
  runProgressSchema,
  runStatusSchema,
  type History,
  type Run,
  type RunProgress,
  type RunStatus,
} from "../../../shared/domain/run.ts";
import type { StoredConversation } from "./conversations.ts";
import type { Sql } from "./database.ts";

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
  samples: number;
  concurrency: number;
  history: string;
  baseline_run_id: number | null;
  use_cache: number;
  status: string;
  owner_pid: number | null;
  heartbeat_at: string | null;
  progress: string;
  created_at: string;
  finished_at: string | null;
}

export interface NewRun {
  promptId: number;
  versionId: number | null;
  textId: number;
  setId: number;
  setName: string;
  setSha256: string;
  model: ModelSpec;
  samples: number;
  concurrency: number;
  history: History;
  baselineRunId: number | null;
  useCache: boolean;
  progress: Omit<RunProgress, "runId">;
  now: string;
}

/** A run with what only the engine needs of it. */
export interface StoredRun {
  run: Run;
  textId: number;
  useCache: boolean;
  ownerPid: number | null;
  heartbeatAt: string | null;
}

export interface RunConversation {
  position: number;
  id: string;
  title: string;
  tags: string;
  notes: string;
  contentId: number;
  turns: number;
  checks: number;
}

const select = `
  SELECT r.*, p.name AS prompt_name, v.number AS version_number, lower(hex(t.sha256)) AS sha256
  FROM runs r JOIN prompts p ON p.id = r.prompt_id JOIN texts t ON t.id = r.text_id
  LEFT JOIN versions v ON v.id = r.version_id`;

export function runsTable(sql: Sql) {
  const byId = sql.prepare<[number], RunRow>(`${select} WHERE r.id = ?`);
  const byPrompt = sql.prepare<[number], RunRow>(`${select} WHERE r.prompt_id = ? ORDER BY r.id DESC`);
  const unfinished = sql.prepare<[], RunRow>(`${select} WHERE r.status = 'running'`);
  const insert = sql.prepare(`
    INSERT INTO runs (prompt_id, version_id, text_id, set_id, set_name, set_sha256, provider, model, base_url, settings,
      samples, concurrency, history, baseline_run_id, use_cache, status, progress, created_at)
    VALUES (@promptId, @versionId, @textId, @setId, @setName, @setSha256, @provider, @model, @baseUrl, @settings,
      @samples, @concurrency, @history, @baselineRunId, @useCache, 'running', @progress, @now)`);
  const insertConversation = sql.prepare(`
    INSERT INTO run_conversations (run_id, position, conversation_id, title, tags, notes, content_id, turns, checks)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const conversations = sql.prepare<[number], RunConversation>(`
    SELECT position, conversation_id AS id, title, tags, notes, content_id AS contentId, turns, checks
    FROM run_conversations WHERE run_id = ? ORDER BY position`);
  const conversation = sql.prepare<[number, string], RunConversation>(`
    SELECT position, conversation_id AS id, title, tags, notes, content_id AS contentId, turns, checks
    FROM run_conversations WHERE run_id = ? AND conversation_id = ?`);
  const own = sql.prepare<[number, string, number]>(
    "UPDATE runs SET status = 'running', finished_at = NULL, owner_pid = ?, heartbeat_at = ? WHERE id = ?",
  );
  const beat = sql.prepare<[string, string, number]>("UPDATE runs SET heartbeat_at = ?, progress = ? WHERE id = ?");
  const finish = sql.prepare<[string, string, string, number]>(
    "UPDATE runs SET status = ?, progress = ?, finished_at = ?, owner_pid = NULL, heartbeat_at = NULL WHERE id = ?",
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
      const { model, progress, useCache, ...rest } = run;
      const id = Number(
        insert.run({
          ...rest,
          provider: model.provider,
          model: model.model,
          baseUrl: model.baseUrl,
          settings: JSON.stringify(model.settings),
          useCache: useCache ? 1 : 0,
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
    conversation: (id: number, conversationId: string): RunConversation | null =>
      conversation.get(id, conversationId) ?? null,
    own: (id: number, pid: number, now: string): void => void own.run(pid, now, id),
    beat: (id: number, now: string, progress: RunProgress): void => void beat.run(now, JSON.stringify(progress), id),
    finish: (id: number, status: RunStatus, progress: RunProgress, now: string): void =>
      void finish.run(status, JSON.stringify(progress), now, id),
    remove: (id: number): void => void remove.run(id),
  };
}

function toRun(row: RunRow): StoredRun {
  const id = String(row.id);
  const status = runStatusSchema.parse(row.status);
  const run: Run = {
    id,
    promptId: String(row.prompt_id),
    promptName: row.prompt_name,
    versionNumber: row.version_number,
    textSha256: row.sha256,
    setId: row.set_id === null ? null : String(row.set_id),
    setName: row.set_name,
    setSha256: row.set_sha256,
    model: modelSpecSchema.parse({
      provider: row.provider,
      model: row.model,
      baseUrl: row.base_url,
      settings: modelSettingsSchema.parse(JSON.parse(row.settings)),
    }),
    samples: row.samples,
    concurrency: row.concurrency,
    history: historySchema.parse(row.history),
    baselineRunId: row.baseline_run_id === null ? null : String(row.baseline_run_id),
    createdAt: row.created_at,
    finishedAt: row.finished_at,
    progress: { ...runProgressSchema.parse(JSON.parse(row.progress)), runId: id, status },
  };
  return {
    run,
    textId: row.text_id,
    useCache: row.use_cache === 1,
    ownerPid: row.owner_pid,
    heartbeatAt: row.heartbeat_at,
  };
}
