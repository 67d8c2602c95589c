import stringWidth from "string-width";
import { showHiddenCharacters, visibleJson } from "../../shared/format/escape-text.ts";
import { fstatSync, writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { isatty } from "node:tty";

/** More marks on one letter than any writing has: such stacks reach into the lines above and below. */
const MAX_MARKS = 6;
/** No frame of ours is wider; a longer gap could push what follows to the start of the next row of the terminal. */
const MAX_GAP = 40;
const TAB = "    ";

const stacks = new RegExp(`(\\p{M}{${MAX_MARKS}})\\p{M}+`, "gu");
const gaps = new RegExp(`(?<=[^\\s\\u2800])[\\s\\u2800]{${MAX_GAP},}`, "gu");
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Text of anybody's as one line of a terminal, which cannot end the line, move the cursor or give a command. */
export function terminalLine(text: string): string {
  return showHiddenCharacters(text)
    .replaceAll("\n", " ⏎ ")
    .replaceAll("\t", TAB)
    .replace(stacks, "$1…")
    .replace(gaps, " … ");
}

/** The same over several lines. Those after the first are indented, so that none can pass for one of ours. */
export function terminalBlock(text: string, indent: string): string {
  return showHiddenCharacters(text)
    .split("\n")
    .map((line, at) => (at === 0 ? "" : indent) + terminalLine(line))
    .join("\n");
}

/** Fills a text up with spaces to so many columns, as a terminal counts them. */
export function padColumns(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - columnsOf(text)));
}

/** As much of a line as fits into so many columns. */
export function clipColumns(line: string, columns: number): string {
  if (line.length <= columns && columnsOf(line) <= columns) return line;
  let clipped = "";
  let used = 0;
  for (const { segment } of graphemes.segment(line)) {
    used += columnsOf(segment);
    if (used > columns) break;
    clipped += segment;
  }
  return clipped;
}

/** How many columns a text takes: two for wide characters and emoji, none for what combines with another. */
export function columnsOf(text: string): number {
  return stringWidth(terminalLine(text));
}

/**
 * The one place where anything leaves for standard output or standard error. Whatever is given is text of anybody's:
 * it is made safe for a terminal here. Results must arrive, so each failure to write them is kept for the end;
 * everything on standard error is dropped where it cannot be written.
 */

/** A line of JSON for people and programs alike: its value comes through as it is. */
export class JsonLine {
  readonly text: string;
  constructor(value: unknown) {
    this.text = visibleJson(value);
  }
}

/** Why results did not arrive: their reader left, or they could not be written. */
type OutputFailure = { kind: "reader-left" } | { kind: "failed"; reason: string };

const STDOUT = 1;
const RETRY_MS = 10;
/** A log that nobody reads is dropped beyond this. */
const MAX_UNREAD_CHARS = 1024 * 1024;
/** How long the end waits for a reader of standard error that has stopped reading. */
const STALLED_MS = 2_000;

let queue: Promise<void> = Promise.resolve();
let outputFailure: OutputFailure | null = null;
let errorReaderLeft = false;

// Failures are seen where things are written; without a listener each would end the process.
process.stdout.on("error", fail);
process.stderr.on("error", (error: NodeJS.ErrnoException) => {
  errorReaderLeft ||= error.code === "EPIPE" || error.code === "EIO";
});

export function printLines(lines: readonly (string | JsonLine)[]): void {
  print(lines.map((line) => `${line instanceof JsonLine ? line.text : terminalLine(line)}\n`).join(""));
}

export function printJson(value: unknown): void {
  print(`${visibleJson(value, 2)}\n`);
}

/** A text of our own with line breaks, such as the help. */
export function printText(text: string): void {
  print(terminalBlock(text, ""));
}

/** The same on standard error. */
export function printErrorText(text: string): void {
  writeError(terminalBlock(text, ""));
}

/** Resolves when all that was printed has been taken, with what went wrong. A slow reader is waited for. */
export async function resultsWritten(): Promise<OutputFailure | null> {
  await queue;
  return outputFailure;
}

/** One line on standard error. */
export function printErrorLine(line: string): void {
  writeError(`${terminalLine(line)}\n`);
}

/** What may have several lines, such as a stack, on standard error. */
export function log(text: string): void {
  writeError(`${terminalBlock(text, "    ")}\n`);
}

export const isErrorTerminal = (): boolean => process.stderr.isTTY;

/** A line that the next one is written over. Dropped while earlier ones wait for a slow terminal. */
export function overwriteErrorLine(line: string): void {
  if (process.stderr.writableNeedDrain) return;
  writeError(`\r\u001b[K${clipColumns(terminalLine(line), (process.stderr.columns ?? 80) - 1)}`);
}

/** A line of news that the next ones make old: dropped where those before it are not read yet. */
export function printErrorLineIfRead(line: string): void {
  if (!process.stderr.writableNeedDrain) printErrorLine(line);
}

/** How a process ends whose results did not arrive: as SIGPIPE ends others, or as a failure of its own. */
export const outputExitCodes = { unwritten: 4, readerLeft: 141 } as const;

/** Waits until everything has left, and sets the exit code where results did not arrive. Nothing is written after. */
export async function finishOutput(): Promise<void> {
  const failure = await resultsWritten();
  if (failure?.kind === "reader-left") process.exitCode = outputExitCodes.readerLeft;
  if (failure?.kind === "failed") {
    printErrorLine(
      `counterproof: the result could not be written to standard output: ${failure.reason}. What was done is kept.`,
    );
    process.exitCode = outputExitCodes.unwritten;
  }
  if (!(await errorOutputRead())) process.exit();
}

/** Resolves when standard error is read, or nothing of it was for a while: false means that the rest is lost. */
async function errorOutputRead(): Promise<boolean> {
  let before = process.stderr.writableLength;
  for (let still = 0; before > 0 && still < STALLED_MS; still += RETRY_MS) {
    await sleep(RETRY_MS);
    const now = process.stderr.writableLength;
    if (now < before) still = 0;
    before = now;
    if (errorReaderLeft) return true;
  }
  return before === 0;
}

function print(text: string): void {
  queue = writeAfter(queue, text);
}

async function writeAfter(before: Promise<void>, text: string): Promise<void> {
  await before;
  if (outputFailure !== null) return;
  try {
    await (isStream(STDOUT) ? writeToStream(text) : writeToFile(Buffer.from(text)));
  } catch (error) {
    fail(error);
  }
}

function fail(error: unknown): void {
  const code = error instanceof Error && "code" in error ? error.code : "";
  outputFailure ??=
    code === "EPIPE" || code === "ECONNRESET"
      ? { kind: "reader-left" }
      : { kind: "failed", reason: error instanceof Error ? error.message : String(error) };
}

function isStream(fd: number): boolean {
  const stat = fstatSync(fd);
  return stat.isFIFO() || stat.isSocket() || isatty(fd);
}

/** Pipes are written to as they are read; Node.js holds the rest, also where another process made them non-blocking. */
function writeToStream(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

/** Node.js takes the first part of what a full disk has room for as the whole, so each write is counted here. */
async function writeToFile(bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(STDOUT, bytes, at);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EAGAIN")) throw error;
      await sleep(RETRY_MS);
    }
  }
}

function writeError(text: string): void {
  if (errorReaderLeft || process.stderr.writableLength > MAX_UNREAD_CHARS) return;
  try {
    process.stderr.write(text);
  } catch {
    // There is nowhere left to say that nothing can be said.
  }
}
