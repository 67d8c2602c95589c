import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import Database from "better-sqlite3";
import { openProject } from "../../electron/engine/project.ts";
import { errorMessageOf } from "../../shared/errors.ts";
import { Problem } from "../../shared/problem.ts";
import {
  commandOf,
  ended,
  isRunning,
  journalOf,
  latencyFor,
  run,
  start,
  untilFile,
  writeInputs,
  type Ended,
  type Scene,
} from "./scene.ts";

export const works = ["commit", "import", "replay", "merge", "report", "init"] as const;
export const disturbances = ["kill", "replace", "move", "copy", "full"] as const;

interface Round {
  number: number;
  work: (typeof works)[number];
  disturbance: (typeof disturbances)[number];
  random: () => number;
}

/** What is in a project file, read after our own opening of it. */
interface Contents {
  messages: Set<string>;
  conversations: Set<string>;
  /** Of the newest run. */
  replies: number;
  runs: number;
}

const ORIGINAL_ONLY = "only in the original";
const YESTERDAY = "<!doctype html>\nyesterday's report";
/** Much less than what the works write, much more than what opening takes. */
const SPARE_BYTES = 300_000;

export interface RoundResult {
  /** What did not hold, in words. */
  faults: string[];
  /** Whether the project was open when it was struck; null where nothing struck at a moment. */
  struckOpen: boolean | null;
}

/** Plays one round in a folder of its own. */
export async function playRound(scene: Scene, round: Round): Promise<RoundResult> {
  const folder = join(scene.folder, `round-${round.number}`);
  mkdirSync(folder);
  const disk = round.disturbance === "full" ? smallDisk(folder, statSync(scene.original).size) : null;
  const place = disk ?? folder;
  try {
    return await disturbed(scene, round, place, disk !== null);
  } catch (error) {
    return { faults: [`the round itself broke: ${errorMessageOf(error)}`], struckOpen: null };
  } finally {
    if (disk !== null) execFileSync("umount", ["--lazy", disk]);
    rmSync(folder, { recursive: true, force: true });
  }
}

async function disturbed(scene: Scene, round: Round, place: string, mounted: boolean): Promise<RoundResult> {
  const { work, disturbance, random, number } = round;
  const mark = `mark-${number}`;
  const at = (name: string): string => join(place, name);
  copyFileSync(scene.original, at("p.cproof"));
  writeInputs(place, mark);
  writeFileSync(at("r.html"), YESTERDAY);

  const full = disturbance === "full";
  // The disk is full from the start in one of three, else it fills up meanwhile.
  const early = full && random() < 0.33;
  const blocks =
    full && !mounted ? Math.ceil((statSync(scene.original).size + random() * SPARE_BYTES) / 1_024) : undefined;
  if (early && mounted) fill(place);
  scene.provider.latencyMs = latencyFor(work);
  const child = start(place, commandOf(work, scene, mark), blocks === undefined ? {} : { fileBlocks: blocks });
  const over = ended(child);
  let printed = false;
  child.stdout?.once("data", () => (printed = true));
  // Most of a short command's time goes into its start, and on a busy machine that takes as long as it likes: the
  // moment is counted from the journal's appearing, rather early than late, for the wait itself is late where the
  // machine is busy. Only one in five falls anywhere, the start included.
  const usual = scene.usual.get(work);
  const journal = at(journalOf(work));
  let seenOpen = false;
  if (random() < 0.2) await Promise.race([over, wait(random() * (usual?.wholeMs ?? 500))]);
  else {
    seenOpen = await untilFile("there", journal, child);
    await Promise.race([over, wait(random() ** 2 * (usual?.openMs ?? 100))]);
  }
  const struckOpen = early || blocks !== undefined ? null : isRunning(child) && existsSync(journal);
  if (disturbance === "kill") child.kill("SIGKILL");
  let closed = false;
  if (disturbance === "replace") {
    copyFileSync(scene.backup, at("put.tmp"));
    // A file that nobody has open any more is anybody's to replace: nothing of it need be kept.
    closed = (seenOpen || printed) && !existsSync(journal);
    renameSync(at("put.tmp"), at("p.cproof"));
  }
  if (disturbance === "move") renameSync(at("p.cproof"), at("moved.cproof"));
  if (disturbance === "copy") copyFileSync(at("p.cproof"), at("copy.cproof"));
  if (full && mounted && !early) fill(place);
  const end = await over;
  scene.provider.latencyMs = latencyFor("");
  if (full && mounted) rmSync(at("ballast"), { force: true });
  const faults = [...checkEnd(end, disturbance), ...(await checkFiles(scene, round, { place, end, mark, closed }))];
  return { faults, struckOpen };
}

/** Commands end with a code that is documented, in words and not in a stack. */
function checkEnd({ code, err }: Ended, disturbance: string): string[] {
  const faults: string[] = [];
  if (disturbance === "kill" && code === null) return [];
  if (code === null || ![0, 1, 2, 3, 4].includes(code)) faults.push(`ended with ${code}`);
  if (/\n\s+at |SqliteError|UNIQUE|something went wrong/.test(err)) faults.push(`said ${lastLine(err)}`);
  return faults;
}

interface After {
  place: string;
  end: Ended;
  mark: string;
  /** The command had let the project go before it was replaced. */
  closed: boolean;
}

async function checkFiles(
  scene: Scene,
  { work, disturbance }: Round,
  { place, end, mark, closed }: After,
): Promise<string[]> {
  const faults: string[] = [];
  const at = (name: string): string => join(place, name);
  const done = end.code === 0;
  const told = Math.max(0, ...[...end.err.matchAll(/(\d+)\/\d+ replies/g)].map((match) => Number(match[1])));
  const has = ({ messages, conversations, replies, runs }: Contents): boolean => {
    if (work === "commit" || work === "merge") return messages.has(mark);
    if (work === "import") return conversations.has(`${mark}-19`);
    if (work === "replay") return runs === 3 && replies >= (done ? scene.conversations : told);
    return true;
  };

  const main = disturbance === "move" ? "moved.cproof" : "p.cproof";
  const contents = open(at(main));
  if (typeof contents === "string") faults.push(`${main} does not open: ${contents}`);
  else {
    if (!contents.messages.has("two")) faults.push(`${main} lost a version of before`);
    if (contents.conversations.size < scene.conversations) faults.push(`${main} lost conversations`);
    const replaced = disturbance === "replace";
    if (replaced && contents.messages.has(ORIGINAL_ONLY)) faults.push("the backup holds what it never held");
    if (!replaced && !contents.messages.has(ORIGINAL_ONLY)) faults.push(`${main} lost its last version`);
    if (contents.conversations.has(`${mark}-0`) !== contents.conversations.has(`${mark}-19`))
      faults.push("half an import");
  }
  if (!closed && (done || told > 0)) {
    const kept = [contents, ...others(place, main).map((name) => open(at(name)))];
    if (!kept.some((one) => typeof one !== "string" && has(one)))
      faults.push(`${work} was acknowledged (${done ? "0" : told}) and is nowhere`);
  }
  if (existsSync(at("copy.cproof"))) {
    const copy = open(at("copy.cproof"));
    if (typeof copy === "string") {
      if (!/damaged/.test(copy)) faults.push(`the copy was refused as: ${copy}`);
    } else if (!copy.messages.has(ORIGINAL_ONLY) || copy.conversations.size < scene.conversations)
      faults.push("the copy is not whole");
  }
  const report = readFileSync(at("r.html"), "utf8");
  if (report !== YESTERDAY && !report.trimEnd().endsWith("</html>")) faults.push("half a report");
  if (work === "report" && done && report === YESTERDAY) faults.push("the report was acknowledged and is not there");
  if (work === "init") {
    const made = existsSync(at("new.cproof"));
    if (done && !made) faults.push("the new project was acknowledged and is not there");
    const fresh = made ? open(at("new.cproof")) : null;
    if (typeof fresh === "string") faults.push(`the new project does not open: ${fresh}`);
    // What failed or was killed stands in nobody's way.
    if (!made && (await run(place, "init", "--project", "new.cproof")).code !== 0) faults.push("init fails ever after");
  }
  if (work === "replay" && typeof contents !== "string" && contents.runs === 3)
    faults.push(...(await resumeReplay(scene, place, main)));
  const left = readdirSync(place).filter((name) => /-lock-|-wal$|-shm$|-journal$/.test(name) && name.startsWith(main));
  if (left.length > 0) faults.push(`left behind: ${left.join(", ")}`);
  return faults;
}

/** A replay that was cut off goes on to its end, with each reply once. */
async function resumeReplay(scene: Scene, place: string, main: string): Promise<string[]> {
  const args = ["--prompt", "lex", "--version", "v2", "--set", "cases", "--project", main];
  const { code, err } = await run(
    place,
    "replay",
    "--resume",
    ...args,
    "--model",
    "openai-compatible/small",
    "--base-url",
    scene.baseUrl,
  );
  const complete = code === 2 && /no run of v2/.test(err);
  if (code !== 0 && !complete) return [`--resume ended with ${code}: ${lastLine(err)}`];
  const contents = open(join(place, main));
  if (typeof contents === "string") return [`after --resume: ${contents}`];
  return contents.replies === scene.conversations ? [] : [`after --resume there are ${contents.replies} replies`];
}

/** Projects beside the one: copies that were kept of it, under whatever name. */
function others(place: string, main: string): string[] {
  const known = new Set([main, "new.cproof", "copy.cproof"]);
  return readdirSync(place).filter(
    (name) => !known.has(name) && statSync(join(place, name)).isFile() && isDatabase(join(place, name)),
  );
}

function isDatabase(file: string): boolean {
  return readFileSync(file).toString("latin1", 0, 15) === "SQLite format 3";
}

/** What the file holds, or why it does not open. */
function open(file: string): Contents | string {
  try {
    const store = openProject(file, null);
    const sql = new Database(file, { readonly: true });
    try {
      const integrity = sql.pragma("integrity_check", { simple: true });
      if (integrity !== "ok") return `integrity: ${String(integrity)}`;
      const column = (read: string): string[] => sql.prepare<[], string>(read).pluck().all();
      const number = (read: string): number => sql.prepare<[], number>(read).pluck().get() ?? 0;
      return {
        messages: new Set(column("SELECT message FROM versions")),
        conversations: new Set(column("SELECT id FROM conversations")),
        replies: number("SELECT count(*) FROM outputs WHERE run_id = (SELECT max(id) FROM runs)"),
        runs: number("SELECT count(*) FROM runs"),
      };
    } finally {
      sql.close();
      store.close();
    }
  } catch (error) {
    return error instanceof Problem ? `${error.code}: ${error.message}` : `broke: ${errorMessageOf(error)}`;
  }
}

/** A file system that has room for the project and little more; null where none can be mounted. */
function smallDisk(folder: string, projectBytes: number): string | null {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return null;
  const disk = join(folder, "disk");
  mkdirSync(disk);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${projectBytes * 3 + 4_000_000}`, "tmpfs", disk], {
      stdio: "pipe",
    });
    return disk;
  } catch {
    return null;
  }
}

/** Takes all the space that is left. */
function fill(disk: string): void {
  try {
    execFileSync("dd", ["if=/dev/zero", `of=${join(disk, "ballast")}`, "bs=4k"], { stdio: "pipe" });
  } catch {
    // It ends in "no space left", which is what was asked for.
  }
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
