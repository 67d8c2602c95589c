import { assertNever } from "../../shared/assert-never.ts";
import type { RunProgress, RunStatus } from "../../shared/domain/run.ts";

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

/** US dollars; a dash where a price is unknown. */
export function costWords(cost: number | null): string {
  if (cost === null) return "–";
  if (cost === 0) return "$0";
  return cost < 0.01 ? "<$0.01" : `$${cost.toFixed(2)}`;
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
