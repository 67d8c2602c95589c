import type { ReplyMarks } from "../domain/comparison.ts";
import { plural } from "./plural.ts";

/** The warning of a reply that a key was taken out of: so it is told beside it in the window and in reports. */
export const KEY_IN_REPLY = "The reply held one of your keys, which was replaced by [key].";
/** The warning of a reply for whose end the provider has no word. */
export const END_UNSAID = "The provider does not say why this reply ended: it may be cut off.";

/** Whether a reply is kept otherwise than it came, for a key stood in it. */
export function isRedacted(warnings: readonly string[]): boolean {
  return warnings.includes(KEY_IN_REPLY);
}

/** What a reader of a run's replies has to know of some of them; a sentence without its full stop each. */
export function marksInWords({ redacted, endUnsaid }: ReplyMarks): string[] {
  return [
    ...(redacted > 0
      ? [`${plural(redacted, "reply", "replies")} held one of your keys, which was replaced by [key]`]
      : []),
    ...(endUnsaid > 0
      ? [`${plural(endUnsaid, "reply", "replies")} without the provider's word for the end, which may be cut off`]
      : []),
  ];
}

/** The same for both sides of a comparison. */
export function sideMarksInWords(marks: { baseline: ReplyMarks; candidate: ReplyMarks } | undefined): string[] {
  if (!marks) return [];
  const { baseline, candidate } = marks;
  return [
    ...marksInWords(candidate).map((words) => `Candidate: ${words}.`),
    ...marksInWords(baseline).map((words) => `Baseline: ${words}.`),
  ];
}
