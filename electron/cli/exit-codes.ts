import { outputExitCodes } from "../terminal/terminal.ts";

/** Exit codes that scripts rely on; those for results that did not arrive are set where results leave. */
export const exitCodes = {
  done: 0,
  comparisonFailed: 1,
  wrongUsage: 2,
  callsFailed: 3,
  interrupted: 130,
  ...outputExitCodes,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The same for people, under the help of every command. */
export const exitCodeHelp = `
Exit codes:
  0    done
  1    the comparison or gate failed
  2    wrong usage, or an input that cannot be read: nothing was changed
  3    some calls still failed after retries, or not all of a damaged project could be recovered: the rest is kept
  4    the result could not be written: what was done is kept
  130  interrupted: what was recorded is kept
  141  the reader of the result left`;
