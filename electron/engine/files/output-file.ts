import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  realpathSync,
  statSync,
  type Stats,
} from "node:fs";
import path from "node:path";
import { errorMessageOf } from "../../../shared/errors.ts";
import { Problem } from "../../../shared/problem.ts";
import { hasErrorCode, writeAllBytes, writeFileAtomically } from "./atomic-write.ts";

export interface OutputFile {
  /** Writes it whole, or throws a Problem with the code `unwritten` and leaves what was there. */
  write(data: string | Uint8Array): void;
}

interface OutputFileRules {
  /** What the same command reads, the project file first of all: never written over, under whatever name. */
  inputs: readonly string[];
  /** Whether a file that starts like this (4 KiB) is one of the kind that is written. */
  isSame(start: Buffer): boolean;
  /** For messages: "report". */
  kind: string;
}

/** Where the bytes go. A stream (a terminal, a pipe, a device) takes them as they come, a file by `writeWhole`. */
type Target = { kind: "file"; file: string } | { kind: "stream"; file: string } | { kind: "handle"; handle: number };

const START_BYTES = 4_096;
/** What SQLite keeps beside a project, and what we do: `p.cproof-wal`, `p.cproof-lock-1f`, `p.cproof.backup-3`. */
const COMPANION = /^(?:-(?:wal|shm|journal|lock.*)|[-.](?:backup|recovered|replaced)[-.\d]*)$/i;
const MAX_LINKS = 40;

/**
 * A file that a person named to be written. Whatever speaks against it is thrown here, as a Problem and before any
 * work; `write` looks again, for a long work leaves time to change things.
 */
export function openOutputFile(named: string, terms: OutputFileRules): OutputFile {
  findTarget(named, terms);
  return {
    write(data) {
      try {
        writeTo(findTarget(named, terms), typeof data === "string" ? Buffer.from(data) : data);
      } catch (error) {
        throw unwritten(error, named, terms.kind);
      }
    },
  };
}

function writeTo(target: Target, bytes: Uint8Array): void {
  if (target.kind === "handle") return writeAllBytes(target.handle, bytes);
  if (target.kind === "file") {
    const old = statSync(target.file, { throwIfNoEntry: false });
    if (old && (old.mode & 0o222) === 0) throw new Error("it is marked read-only");
    return writeFileAtomically(target.file, bytes);
  }
  const handle = openSync(target.file, constants.O_WRONLY);
  try {
    writeAllBytes(handle, bytes);
  } finally {
    closeSync(handle);
  }
}

function findTarget(named: string, terms: OutputFileRules): Target {
  const found = resolveLinks(path.resolve(named), named);
  if (typeof found === "number") {
    const stat = statOf(() => fstatSync(found), named);
    if (stat.isFile()) refuseInput(named, stat, terms);
    return { kind: "handle", handle: found };
  }
  const file = found;
  const stat = statOf(() => lstatSync(file, { throwIfNoEntry: false }), named);
  // First of all: to open and close a file that SQLite has open here would take SQLite's locks away.
  if (stat?.isFile()) refuseInput(named, stat, terms);
  refuseCompanion(named, file, terms);
  if (stat === undefined) {
    if (!statOf(() => statSync(path.dirname(file), { throwIfNoEntry: false }), named)?.isDirectory())
      throw refusal("not-found", named, `the folder ${path.dirname(file)} does not exist. Make it first`);
    return { kind: "file", file };
  }
  if (stat.isDirectory()) throw refusal("bad-input", named, "it is a folder. Name a file");
  if (!stat.isFile()) return { kind: "stream", file };
  const start = readStart(file, named);
  if (isDatabase(start))
    throw refusal(
      "bad-input",
      named,
      "it is a project or another SQLite file, and was left as it is. Name another file",
    );
  if (isLink(named) && stat.size > 0 && !terms.isSame(start)) {
    throw refusal(
      "bad-input",
      named,
      `it is a link to ${file}, which is no ${terms.kind} and was left as it is. Name that file itself, or another one`,
    );
  }
  return { kind: "file", file };
}

/** `/dev/stdout` may be a file that the shell opened: put in its place, another one would not be what the shell has. */
function standardStream(full: string): number | null {
  if (process.platform === "win32") return null;
  if (full === "/dev/stdout") return 1;
  if (full === "/dev/stderr") return 2;
  const number = /^(?:\/dev\/fd|\/proc\/(?:self|thread-self|\d+)\/fd)\/(\d+)$/.exec(full)?.[1];
  return number === undefined ? null : Number(number);
}

/** Follows links up to a name that is none, also where nothing has that name; or to a handle of this process. */
function resolveLinks(full: string, named: string): string | number {
  let at = full;
  for (let count = 0; count < MAX_LINKS; count += 1) {
    const handle = standardStream(at);
    if (handle !== null) return handle;
    const current = at;
    const stat = statOf(() => lstatSync(current, { throwIfNoEntry: false }), named);
    const folder = realFolder(path.dirname(at));
    if (!stat?.isSymbolicLink()) return path.join(folder, path.basename(at));
    at = path.resolve(folder, readlinkSync(at));
  }
  throw refusal("bad-input", named, "its links lead in a circle. Name another file");
}

function realFolder(folder: string): string {
  return tryOr(folder, () => realpathSync(folder));
}

function isLink(named: string): boolean {
  return lstatSync(named, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

/** Told by identity, which no hard link and no link to a folder can hide. */
function refuseInput(named: string, stat: Stats, { inputs, kind }: OutputFileRules): void {
  for (const input of inputs) {
    const real = realName(input);
    for (const ending of companionEndings(real)) {
      const other = tryOr(undefined, () => statSync(`${real}${ending}`, { throwIfNoEntry: false }));
      if (!other || other.ino !== stat.ino || other.dev !== stat.dev) continue;
      const what = ending === "" ? `is ${input}, which this command reads` : `belongs to ${input}`;
      throw refusal("bad-input", named, `it ${what}; a ${kind} never takes its place. Name another file`);
    }
  }
}

/** What the names of the files that belong to this one add to its own: "" for itself. */
function companionEndings(real: string): string[] {
  const own = path.basename(real);
  const names = tryOr([], () => readdirSync(path.dirname(real))).filter((name) => name.startsWith(own));
  return ["", ...names.map((name) => name.slice(own.length)).filter((ending) => COMPANION.test(ending))];
}

/** A journal that is not there yet is one all the same once it is. */
function refuseCompanion(named: string, file: string, { inputs, kind }: OutputFileRules): void {
  const base = path.basename(file);
  const belongs = inputs.map(realName).some((real) => {
    const own = path.basename(real);
    const beside = path.dirname(real) === path.dirname(file) && base.startsWith(own);
    return beside && (base === own || COMPANION.test(base.slice(own.length)));
  });
  const project = /^.*\.cproof(.*)$/i.exec(base)?.[1];
  if (belongs || (project !== undefined && (project === "" || COMPANION.test(project)))) {
    const what = `its name is that of a project, or of a file that belongs to one`;
    throw refusal("bad-input", named, `${what}; a ${kind} never takes its place. Name another file`);
  }
}

/** A project may name inputs that no file system knows; those cannot be written over. */
function realName(input: string): string {
  const full = path.resolve(input);
  const found = tryOr(full, () => resolveLinks(full, input));
  return typeof found === "string" ? found : full;
}

function tryOr<T>(otherwise: T, ask: () => T): T {
  try {
    return ask();
  } catch {
    return otherwise;
  }
}

/** SQLite's own marks: of a database, of a write-ahead log and of a rollback journal. Source: sqlite.org/fileformat2. */
function isDatabase(start: Buffer): boolean {
  if (start.toString("latin1", 0, 15) === "SQLite format 3") return true;
  if (start.length < 8) return false;
  const first = start.readUInt32BE(0);
  return first === 0x377f0682 || first === 0x377f0683 || (first === 0xd9d505f9 && start.readUInt32BE(4) === 0x20a163d7);
}

function readStart(file: string, named: string): Buffer {
  let handle: number;
  try {
    handle = openSync(file, "r");
  } catch (error) {
    throw refusal("bad-input", named, `it cannot be read, so nobody can tell what it is: ${errorMessageOf(error)}`);
  }
  try {
    const start = Buffer.alloc(START_BYTES);
    return start.subarray(0, readSync(handle, start, 0, START_BYTES, 0));
  } finally {
    closeSync(handle);
  }
}

function statOf<T>(ask: () => T, named: string): T {
  try {
    return ask();
  } catch (error) {
    throw refusal("bad-input", named, errorMessageOf(error));
  }
}

function refusal(code: "bad-input" | "not-found", named: string, reason: string): Problem {
  return new Problem(code, `${named} cannot be written: ${reason}.`, { path: named });
}

function unwritten(error: unknown, named: string, kind: string): Problem {
  if (error instanceof Problem) return new Problem("unwritten", error.message, error.details);
  const full = hasErrorCode(error, "ENOSPC") || hasErrorCode(error, "EDQUOT");
  const reason = full ? "the disk is full" : errorMessageOf(error);
  return new Problem("unwritten", `The ${kind} ${named} could not be written: ${reason}. Nothing else was changed.`, {
    path: named,
  });
}
