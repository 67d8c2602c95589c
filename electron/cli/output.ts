/** Results go to standard output, everything else to standard error. */
export interface Output {
  /** One JSON document, or lines for a person. */
  result(json: unknown, lines: readonly string[]): void;
  /** One line on standard error. */
  say(line: string): void;
  /** A line that replaces the one before on a terminal; elsewhere at most one every two seconds. */
  progress(line: string): void;
  endProgress(): void;
}

const PROGRESS_EVERY_MS = 2_000;

export function createOutput(json: boolean): Output {
  const terminal = process.stderr.isTTY;
  let shown = false;
  // The first line waits its turn as well: what is done at once needs none.
  let saidAt = Date.now();
  const clear = (): void => {
    if (shown && terminal) process.stderr.write("\r\u001b[K");
    shown = false;
  };
  return {
    result(value, lines) {
      clear();
      process.stdout.write(json ? `${JSON.stringify(value, null, 2)}\n` : lines.map((line) => `${line}\n`).join(""));
    },
    say(line) {
      clear();
      process.stderr.write(`${line}\n`);
    },
    progress(line) {
      if (terminal) {
        process.stderr.write(`\r\u001b[K${line.slice(0, (process.stderr.columns ?? 80) - 1)}`);
        shown = true;
      } else if (Date.now() - saidAt >= PROGRESS_EVERY_MS) {
        saidAt = Date.now();
        process.stderr.write(`${line}\n`);
      }
    },
    endProgress: clear,
  };
}
