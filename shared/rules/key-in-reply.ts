/** The warning of a reply that a key was taken out of: so it is told beside it in the window and in reports. */
export const KEY_IN_REPLY = "The reply held one of your keys, which was replaced by [key].";

/** Whether a reply is kept otherwise than it came, for a key stood in it. */
export function isRedacted(warnings: readonly string[]): boolean {
  return warnings.includes(KEY_IN_REPLY);
}
