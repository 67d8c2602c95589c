/** Where it was thrown as well, for a log. */
export function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** What was said where something was thrown; not all that is thrown is an error. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
