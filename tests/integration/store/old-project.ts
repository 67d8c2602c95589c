import Database from "better-sqlite3";
import { join } from "node:path";
import { createProject } from "../../../electron/engine/project.ts";
import { migrations } from "../../../electron/engine/store/migrations/index.ts";
import { tempFolder } from "../../fixtures/engine/temp-folder.ts";

/** A project file as an earlier format was, filled with `sql`. */
export function oldProject(format: number, sql: string): string {
  const model = join(tempFolder(), "model.cproof");
  createProject(model, "empty").close();
  const like = new Database(model);
  const id = Number(like.pragma("application_id", { simple: true }));
  like.close();
  const file = join(tempFolder(), "old.cproof");
  const old = new Database(file);
  old.pragma(`application_id = ${id}`);
  old.pragma("journal_mode = WAL");
  for (const migration of migrations.slice(0, format)) old.exec(migration.sql);
  old.pragma(`user_version = ${format}`);
  old.exec(sql);
  old.close();
  return file;
}
