import { assertNever } from "../../shared/assert-never.ts";
import type { RunProgress, RunStatus } from "../../shared/domain/run.ts";
import { plural } from "../../shared/rules/plural.ts";
import { failedCalls, knownUsage } from "../../shared/rules/usage.ts";

/** A run's status with its sign: word, and the tone's CSS variable. */
export function statusLook(status: RunStatus): { word: string; tone: string } {
  switch (status) {
    case "running":
      return { word: "running", tone: "--accent" };
    case "complete":
      return { word: "complete", tone: "--text-2" };
    case "incomplete":
      return { word: "! incomplete", tone: "--warn" };
    case "cancelled":
      return { word: "cancelled", tone: "--text-3" };
    case "interrupted":
      return { word: "! interrupted", tone: "--warn" };
    default:
      return assertNever(status);
  }
}

type Spent = Pick<RunProgress, "tokens" | "cost" | "gaps">;

/** US dollars; a dash where nothing is known of it, ≥ where it is not all. */
export function costWords(spent: Spent): string {
  const { sum, is } = knownUsage(spent).cost;
  if (is === "none") return "–";
  const sign = is === "all" ? "" : "≥ ";
  if (sum === 0) return `${sign}$0`;
  if (sum >= 0.01) return `${sign}$${sum.toFixed(2)}`;
  return is === "all" ? "<$0.01" : `${sign}$${sum.toFixed(4)}`;
}

export function costTitle(spent: Spent): string {
  const { sum, is } = knownUsage(spent).cost;
  const failed = failedCalls(spent);
  const because =
    spent.cost === null
      ? "The price of this model is unknown, or how many tokens it took"
      : `${plural(failed, "call")} failed: what they cost is unknown`;
  if (is === "none") return because;
  return is === "all" ? `$${sum}` : `At least $${sum}. ${because}`;
}

/** "12.3k / 950", "≥ 12.3k / –": sent and received. */
export function tokensWords(spent: Spent): string {
  const { input, output } = knownUsage(spent);
  return [input, output]
    .map(({ sum, is }) => (is === "none" ? "–" : `${is === "all" ? "" : "≥ "}${shortCount(sum)}`))
    .join(" / ");
}

export function tokensTitle(spent: Spent): string {
  const { input, output } = knownUsage(spent);
  const [sent, received] = [input, output].map(({ sum, is }) =>
    is === "none" ? "an unknown number" : `${is === "all" ? "" : "at least "}${sum}`,
  );
  return `${sent} sent, ${received} received`;
}

/** 950, 12.3k, 4.1M. */
export function shortCount(count: number): string {
  if (count < 1000) return String(count);
  const [value, unit] = count < 999_950 ? [count / 1000, "k"] : [count / 1_000_000, "M"];
  return `${value < 100 ? value.toFixed(1) : Math.round(value)}${unit}`;
}

/** Whether going on with it could record more. */
export function canResume({ status }: RunProgress): boolean {
  return status === "incomplete" || status === "cancelled" || status === "interrupted";
}

/** When, as short as it can be told apart: the time today, the day before that. */
export function whenWords(iso: string, now: Date): string {
  const at = new Date(iso);
  const sameDay = at.toDateString() === now.toDateString();
  if (sameDay) return at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const sameYear = at.getFullYear() === now.getFullYear();
  return at.toLocaleDateString("en-GB", { day: "numeric", month: "short", ...(!sameYear && { year: "numeric" }) });
}
