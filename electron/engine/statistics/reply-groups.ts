/** Samples that gave the same replies, turn by turn. */
interface ReplyGroup {
  /** The replies, in the order of the turns. */
  replies: readonly string[];
  /** Indices of the samples, in order. */
  samples: number[];
}

/** Identical samples put together: the largest group first, of equal ones the one seen first. */
export function groupReplies(samples: readonly { sample: number; replies: readonly string[] }[]): ReplyGroup[] {
  const groups = new Map<string, ReplyGroup>();
  for (const { sample, replies } of samples) {
    // A text cannot be told from two joined ones unless their borders are kept: JSON does.
    const key = JSON.stringify(replies);
    const group = groups.get(key);
    if (group) group.samples.push(sample);
    else groups.set(key, { replies, samples: [sample] });
  }
  return [...groups.values()].sort((a, b) => b.samples.length - a.samples.length);
}

/** Characters that the replies of one sample need in all. */
const MIN_COMPARABLE_LENGTH = 60;

/**
 * Whether a sample's replies, found again word for word in the next sample, say that nothing is left to chance:
 * "Yes" twice says no more than its verdict does.
 */
export function areLongEnoughToCompare(replies: readonly string[]): boolean {
  return replies.reduce((sum, reply) => sum + reply.length, 0) >= MIN_COMPARABLE_LENGTH;
}
