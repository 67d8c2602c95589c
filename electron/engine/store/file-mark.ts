import { randomBytes } from "node:crypto";
import { fstatSync, readSync } from "node:fs";
import { crc32 } from "node:zlib";
import { z } from "zod";
import { pageReader, rootPageOf, type ReadPage, type Wal } from "./sqlite-pages.ts";

/**
 * The mark that a project file carries of itself, a row of the table file_mark. It ties a journal to its file, and
 * tells a copy that is whole from one that lacks its journal or was taken while the file was being written.
 */
const fileMarkSchema = z.object({
  /** saved: the file alone is the whole project. open: what was written since is in the journal beside it. */
  state: z.enum(["saved", "open"]),
  /** Another one with each commit. */
  token: z.string(),
  /** The token of the commit before. */
  previous: z.string(),
  /** The token that the file was last saved with, before it was opened for writing. */
  base: z.string(),
  /** Commits since then. */
  count: z.number(),
  /** Device and inode of the file that was written; a copy has others. */
  home: z.string(),
  /** Where that file was; its journal is named after this. */
  path: z.string().nullable(),
  /** CRC-32 of a saved file without the mark's own page; null where the file is too large to be read through. */
  checksum: z.number().nullable(),
});
export type FileMark = z.infer<typeof fileMarkSchema>;

export const FILE_MARK_TABLE = "file_mark";
const FILE_MARK_PREFIX = "counterproof-mark ";
/** Of one length, so that SQLite overwrites it in place and no older mark is left in the page. */
const FILE_MARK_CHARS = 1_400;
const MAX_PATH_CHARS = 800;
/** Files beyond this are not read through at each opening and each pause. */
const MAX_CHECKSUM_BYTES = 256 * 1024 * 1024;
const SLICE_BYTES = 4 * 1024 * 1024;

/** A mark of a file that has none yet. */
export const emptyFileMark: FileMark = {
  state: "saved",
  token: "",
  previous: "",
  base: "",
  count: 0,
  home: "",
  path: null,
  checksum: null,
};

export function newCommitToken(): string {
  return randomBytes(12).toString("base64url");
}

export function formatFileMark(mark: FileMark): string {
  const path = mark.path !== null && JSON.stringify(mark.path).length > MAX_PATH_CHARS ? null : mark.path;
  return (FILE_MARK_PREFIX + JSON.stringify({ ...mark, path })).padEnd(FILE_MARK_CHARS);
}

/** Reads a mark's text; null where it is none, as in files of earlier formats. */
export function parseFileMark(text: string): FileMark | null {
  if (!text.startsWith(FILE_MARK_PREFIX)) return null;
  try {
    return fileMarkSchema.safeParse(JSON.parse(text.slice(FILE_MARK_PREFIX.length))).data ?? null;
  } catch {
    return null;
  }
}

/** The mark in a page of the table, as it stands in the file or in a frame of its journal. */
function fileMarkInPage(page: Buffer): FileMark | null {
  // A leaf with one cell whose text begins right behind its header; people's texts may well contain the prefix.
  const cell = page.readUInt16BE(8);
  const at = page.indexOf(FILE_MARK_PREFIX, cell);
  if (page[0] !== 13 || page.readUInt16BE(3) !== 1 || at < 0 || at > cell + 16) return null;
  const text = page.toString("utf8", at, page.length);
  // Paths may hold characters of several bytes, and other rows never follow: the JSON ends at its last brace.
  return parseFileMark(text.slice(0, text.lastIndexOf("}") + 1));
}

/** The mark in the main file alone, whatever journal lies beside it. */
export function readFileMark(handle: number): FileMark | null {
  const readPage = pageReader(handle);
  const root = rootPageOf(readPage, FILE_MARK_TABLE);
  return root === null ? null : readFileMarkPage(readPage, root);
}

export function readFileMarkPage(readPage: ReadPage, page: number): FileMark | null {
  const bytes = readPage(page);
  return bytes && fileMarkInPage(bytes);
}

/** The marks that the commits of a journal left, oldest first. */
function fileMarksInWal(wal: Wal): FileMark[] {
  return wal.frames.flatMap(({ bytes }) => (bytes.includes(FILE_MARK_PREFIX) ? (fileMarkInPage(bytes) ?? []) : []));
}

/**
 * Whether a journal belongs to the main file that carries this mark: its first commit follows the one that the file
 * holds, or the file holds one of its commits already. A journal without marks was written by another program or an
 * earlier format; it is taken for this file's where the file is where it was.
 */
export function journalBelongsTo(main: FileMark | null, wal: Wal, home: string): boolean {
  const marks = fileMarksInWal(wal);
  const [first] = marks;
  if (!first) return main === null || main.home === "" || main.home === home;
  const token = main?.token ?? "";
  return first.previous === token || marks.some((mark) => mark.token === token);
}

/** Reads a file through in slices; the caller may pause between them. Null where it is too large. */
export function* fileChecksumSlices(
  handle: number,
  markPage: number,
  pageSize: number,
): Generator<void, number | null> {
  const { size } = fstatSync(handle);
  if (size > MAX_CHECKSUM_BYTES) return null;
  const slice = Buffer.alloc(Math.min(SLICE_BYTES, size));
  const hidden = (markPage - 1) * pageSize;
  let sum = 0;
  for (let at = 0; at < size;) {
    const length = readSync(handle, slice, 0, slice.length, at);
    if (length === 0) return null;
    const from = Math.max(hidden, at) - at;
    const to = Math.min(hidden + pageSize, at + length) - at;
    if (from < to) slice.fill(0, from, to);
    sum = crc32(slice.subarray(0, length), sum);
    at += length;
    yield;
  }
  return sum;
}

export function fileChecksum(handle: number, markPage: number, pageSize: number): number | null {
  const slices = fileChecksumSlices(handle, markPage, pageSize);
  for (;;) {
    const step = slices.next();
    if (step.done) return step.value;
  }
}
