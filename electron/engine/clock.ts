/** The present as an ISO 8601 string in UTC. */
export function currentTimestamp(): string {
  return new Date().toISOString();
}
