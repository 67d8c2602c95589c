/** Where it was thrown as well, for a log. */
export function errorStackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** What was said where something was thrown; not all that is thrown is an error. */
export function errorMessageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Marks a place that a union's cases can never reach; the compiler checks that they do not. */
export function assertNever(value: never): never {
  throw new Error(`Unhandled case: ${JSON.stringify(value)}`);
}
