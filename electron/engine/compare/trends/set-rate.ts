import { wilson, wilsonOfShare } from "../../../../shared/rules/intervals.ts";
import { studentT95 } from "../statistics/student-t.ts";

/** Sums over conversations: of their samples, of the share of them that passed, and of that share's square. */
export interface ShareSums {
  conversations: number;
  samples: number;
  shares: number;
  squares: number;
}

/**
 * 95% interval of a set's pass rate, its conversations taken as a sample of all there could be. One sample each:
 * Wilson. Several: Wilson with the number of throws that the spread between conversations is worth and Student's t,
 * after Korn and Graubard, Survey Methodology 24, 1998. Null where it cannot be told.
 */
export function setRateInterval({ conversations, samples, shares, squares }: ShareSums): [number, number] | null {
  if (conversations === 0) return null;
  if (samples === conversations) return wilson(Math.round(shares), conversations);
  if (conversations === 1) return null;
  const mean = shares / conversations;
  const variance = Math.max(0, (squares - conversations * mean * mean) / (conversations - 1));
  const worth = variance === 0 ? 0 : (mean * (1 - mean) * conversations) / variance;
  const effective = Math.min(samples, Math.max(conversations, worth));
  return wilsonOfShare(mean, effective, studentT95(conversations - 1));
}
