/** Exit codes that scripts rely on. */
export const exitCodes = {
  done: 0,
  comparisonFailed: 1,
  wrongUsage: 2,
  callsFailed: 3,
  unwritten: 4,
  interrupted: 130,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
