import * as terminal from "../terminal/terminal.ts";

/** Results go to standard output, everything else to standard error. */
export interface Output {
  /** One JSON document, or lines for a person. */
  result(json: unknown, lines: readonly (string | terminal.JsonLine)[]): void;
  /** Resolves with false where results cannot be written: nobody will ever see them. */
  resultWritten(): Promise<boolean>;
  /** One line on standard error. */
  say(line: string): void;
  /** What may have several lines, on standard error. */
  log(text: string): void;
  /** A line that replaces the one before on a terminal; elsewhere at most one every two seconds. */
  progress(line: string): void;
  endProgress(): void;
}

const PROGRESS_EVERY_MS = 2_000;

export function createOutput(json: boolean): Output {
  const atTerminal = terminal.atTerminal();
  let shown = false;
  // The first line waits its turn as well: what is done at once needs none.
  let saidAt = Date.now();
  const clear = (): void => {
    if (shown && atTerminal) terminal.sayOver("");
    shown = false;
  };
  return {
    result(value, lines) {
      clear();
      if (json) terminal.printJson(value);
      else terminal.printLines(lines);
    },
    resultWritten: async () => (await terminal.printed()) === null,
    say(line) {
      clear();
      terminal.say(line);
    },
    log(text) {
      clear();
      terminal.log(text);
    },
    progress(line) {
      if (atTerminal) {
        terminal.sayOver(line);
        shown = true;
      } else if (Date.now() - saidAt >= PROGRESS_EVERY_MS) {
        saidAt = Date.now();
        terminal.sayInPassing(line);
      }
    },
    endProgress: clear,
  };
}
