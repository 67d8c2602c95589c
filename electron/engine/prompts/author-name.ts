import { userInfo } from "node:os";

/** Who works here: stands with versions and verdicts. */
export function authorName(): string {
  try {
    return userInfo().username;
  } catch {
    // A user without an entry in the system's user list has no name to give.
    return "unknown";
  }
}
