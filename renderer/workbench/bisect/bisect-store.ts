import { create } from "zustand";
import { client } from "../../engine-client/index.ts";

/** What is asked: conversations that passed at one version and fail at another. Ends are REFs. */
export interface BisectQuestion {
  promptId: string;
  setId: string;
  conversationIds: readonly string[];
  good: string;
  bad: string;
}

interface BisectState {
  /** Whether the panel stands in the evidence's place; a search goes on without it. */
  open: boolean;
  question: BisectQuestion | null;
  /** The limit on calls as it is typed. */
  limit: string;
  /** The search that answers the question; null before one was started. */
  searchId: string | null;
  /** The conversation that is shown where several are searched; null follows the search. */
  shown: string | null;
}

export const useBisectState = create<BisectState>(() => ({
  open: false,
  question: null,
  limit: "",
  searchId: null,
  shown: null,
}));

/** Opens the panel. The same question finds its search again; another one ends the search before it. */
export function askBisect(question: BisectQuestion): void {
  const { question: before, searchId } = useBisectState.getState();
  if (JSON.stringify(question) === JSON.stringify(before)) return useBisectState.setState({ open: true });
  // One that has come to its end, or that the engine forgot, has nothing to stop.
  if (searchId !== null) void client.bisect.stop({ id: searchId }).catch(() => undefined);
  useBisectState.setState({ open: true, question, searchId: null, shown: null });
}

/** Changes an end: what was found between others is no answer to it. */
export function moveEnd(change: Partial<Pick<BisectQuestion, "good" | "bad">>): void {
  const { question } = useBisectState.getState();
  if (question) askBisect({ ...question, ...change });
}

export function closeBisect(): void {
  useBisectState.setState({ open: false });
}
