import { judgeSchema, type Judge } from "../../../shared/domain/judge.ts";
import { hideAddressSecrets } from "../trust/address.ts";
import type { Sql } from "./database.ts";
import { readStored } from "./stored-json.ts";

/** The judge that a run was started with. */
export function runJudgesTable(sql: Sql) {
  const put = sql.prepare<[number, string]>("INSERT OR REPLACE INTO run_judges (run_id, judge) VALUES (?, ?)");
  const get = sql.prepare<[number], { judge: string }>("SELECT judge FROM run_judges WHERE run_id = ?");
  return {
    put: (runId: number, judge: Judge): void => void put.run(runId, JSON.stringify(judge)),
    get(runId: number): Judge | null {
      const row = get.get(runId);
      return row
        ? hideSecrets(readStored(judgeSchema, row.judge, { table: "run_judges", row: runId, column: "judge" }))
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
