/** Marks a place that a union's cases can never reach; the compiler checks that they do not. */
export function assertNever(value: never): never {
  throw new Error(`Unhandled case: ${JSON.stringify(value)}`);
}
