import { fstatSync, readSync } from "node:fs";

/**
 * Reads SQLite's files as bytes, for what has to be known before SQLite itself opens them: opening a database applies
 * whatever journal lies beside it. Formats: https://www.sqlite.org/fileformat2.html (sections 1.3 to 1.6 and 4).
 */

const WAL_HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
const INTERIOR_TABLE = 5;
const LEAF_TABLE = 13;
/** More pages than any schema of ours takes; a damaged file may lead in circles. */
const MAX_SCHEMA_PAGES = 1_000;

export type ReadPage = (page: number) => Buffer | null;

/** The page size that a database's first 100 bytes name. */
export function pageSizeOf(header: Buffer): number {
  const size = header.readUInt16BE(16);
  return size === 1 ? 65_536 : size;
}

/** Reads pages, numbered from 1, of an open database file; null for one that is not wholly there. */
export function pageReader(handle: number): ReadPage {
  const header = Buffer.alloc(100);
  if (readSync(handle, header, 0, 100, 0) < 100) return () => null;
  const size = pageSizeOf(header);
  return (page) => {
    const bytes = Buffer.alloc(size);
    return readSync(handle, bytes, 0, size, (page - 1) * size) === size ? bytes : null;
  };
}

/** The number of the page where a table of the database begins; null where the schema has none of this name. */
export function rootPageOf(readPage: ReadPage, table: string): number | null {
  const open = [1];
  for (let seen = 0; seen < MAX_SCHEMA_PAGES; seen += 1) {
    const number = open.pop();
    if (number === undefined) return null;
    const page = readPage(number);
    if (!page) continue;
    const start = number === 1 ? 100 : 0;
    const kind = page[start];
    if (kind !== INTERIOR_TABLE && kind !== LEAF_TABLE) continue;
    const first = start + (kind === INTERIOR_TABLE ? 12 : 8);
    const cells = page.readUInt16BE(start + 3);
    if (first + 2 * cells > page.length) continue;
    if (kind === INTERIOR_TABLE) open.push(page.readUInt32BE(start + 8));
    for (let cell = 0; cell < cells; cell += 1) {
      const at = page.readUInt16BE(first + 2 * cell);
      if (at + 4 > page.length) continue;
      if (kind === INTERIOR_TABLE) open.push(page.readUInt32BE(at));
      else {
        const row = readSchemaRow(page, at);
        if (row?.type === "table" && row.name === table) return row.rootPage;
      }
    }
  }
  return null;
}

/** The columns type, name and rootpage of a row of sqlite_schema; they come first, so that they never overflow. */
function readSchemaRow(page: Buffer, at: number): { type: string; name: string; rootPage: number } | null {
  const payload = readVarint(page, at);
  const rowid = readVarint(page, payload.next);
  const header = readVarint(page, rowid.next);
  const types: number[] = [];
  let next = header.next;
  while (next < rowid.next + header.value && types.length < 4) {
    const type = readVarint(page, next);
    types.push(type.value);
    next = type.next;
  }
  const [type, name, tableName, rootPage] = types;
  if (type === undefined || name === undefined || tableName === undefined || rootPage === undefined) return null;
  let from = rowid.next + header.value;
  const text = (serial: number): string => {
    const length = serial >= 13 ? (serial - 13) / 2 : 0;
    from += length;
    return page.toString("utf8", from - length, from);
  };
  const row = { type: text(type), name: text(name), table: text(tableName) };
  if (from + rootPage > page.length) return null;
  const root = rootPage >= 1 && rootPage <= 4 ? page.readUIntBE(from, rootPage) : rootPage === 9 ? 1 : 0;
  return { type: row.type, name: row.name, rootPage: root };
}

function readVarint(page: Buffer, at: number): { value: number; next: number } {
  let value = 0;
  for (let index = 0; index < 9; index += 1) {
    const byte = page[at + index] ?? 0;
    value = value * 128 + (byte & 0x7f);
    if ((byte & 0x80) === 0) return { value, next: at + index + 1 };
  }
  return { value, next: at + 9 };
}

export interface Frame {
  page: number;
  bytes: Buffer;
}

export interface Wal {
  pageSize: number;
  /** What was committed, oldest first. */
  frames: Frame[];
  /** Pages of the database after the last commit. */
  pages: number;
  /** Commits behind the first frame whose checksum does not hold: none, unless the journal was damaged. */
  damaged: number;
}

/** The committed frames of a write-ahead log; null where it has none that SQLite would apply. */
export function readWal(handle: number): Wal | null {
  const file = Buffer.alloc(fstatSync(handle).size);
  const length = readSync(handle, file, 0, file.length, 0);
  if (length < WAL_HEADER_BYTES) return null;
  const magic = file.readUInt32BE(0);
  if (magic !== 0x377f0682 && magic !== 0x377f0683) return null;
  const sum = new WalChecksum(magic === 0x377f0683);
  sum.add(file.subarray(0, 24));
  if (!sum.equals(file, 24)) return null;
  const pageSize = file.readUInt32BE(8);
  if (pageSize < 512 || pageSize > 65_536) return null;
  const frames: Frame[] = [];
  let committed = 0;
  let pages = 0;
  let damaged = 0;
  for (let at = WAL_HEADER_BYTES; at + FRAME_HEADER_BYTES + pageSize <= length; at += FRAME_HEADER_BYTES + pageSize) {
    if (file.compare(file, 16, 24, at + 8, at + 16) !== 0) break;
    const bytes = file.subarray(at + FRAME_HEADER_BYTES, at + FRAME_HEADER_BYTES + pageSize);
    sum.add(file.subarray(at, at + 8));
    sum.add(bytes);
    if (!sum.equals(file, at + 16)) {
      damaged = commitsFrom(file, at, pageSize);
      break;
    }
    frames.push({ page: file.readUInt32BE(at), bytes });
    const size = file.readUInt32BE(at + 4);
    if (size === 0) continue;
    committed = frames.length;
    pages = size;
  }
  return committed === 0 ? null : { pageSize, frames: frames.slice(0, committed), pages, damaged };
}

/** Commits of this very journal, told by its salt, in what cannot be read from here on. */
function commitsFrom(file: Buffer, start: number, pageSize: number): number {
  let commits = 0;
  const step = FRAME_HEADER_BYTES + pageSize;
  for (let at = start; at + step <= file.length; at += step) {
    if (file.compare(file, 16, 24, at + 8, at + 16) !== 0) break;
    if (file.readUInt32BE(at + 4) !== 0) commits += 1;
  }
  return commits;
}

/** The running checksum of section 4.2 of the file format. */
class WalChecksum {
  private first = 0;
  private second = 0;
  private readonly bigEndian: boolean;

  constructor(bigEndian: boolean) {
    this.bigEndian = bigEndian;
  }

  add(bytes: Buffer): void {
    let [first, second] = [this.first, this.second];
    for (let at = 0; at < bytes.length; at += 8) {
      const one = this.bigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at);
      const two = this.bigEndian ? bytes.readUInt32BE(at + 4) : bytes.readUInt32LE(at + 4);
      first = (first + one + second) >>> 0;
      second = (second + two + first) >>> 0;
    }
    [this.first, this.second] = [first, second];
  }

  equals(file: Buffer, at: number): boolean {
    return file.readUInt32BE(at) === this.first && file.readUInt32BE(at + 4) === this.second;
  }
}
