import type { Check } from "../../shared/domain/check.ts";
import type { Conversation } from "../../shared/domain/conversation.ts";

/** System prompts of an ordinary length; the first line makes the replies of the versions differ. */
export function systemPrompt(version: number): string {
  const rules = Array.from(
    { length: 12 },
    (_, at) => `- Rule ${at + 1}: answer briefly, in plain words, and honestly.`,
  );
  return [`Tone ${version}.`, "You are the legal information assistant of a tenants' association.", ...rules].join(
    "\n",
  );
}

export function userTurn(conversation: number, turn: number): string {
  return `Case ${conversation}, question ${turn + 1}: may my landlord keep part of the deposit for the carpet?`;
}

/** Three on every reply; for every tenth conversation the last one fails with one version and holds with the other. */
export function checksOf(conversation: number): Check[] {
  const third: Check =
    conversation % 10 === 0 ? { type: "contains", value: "Tone 1" } : { type: "max-length", value: 900 };
  return [{ type: "contains", value: "deposit" }, { type: "not-contains", value: "competitor" }, third];
}

export function conversationsOf(count: number, turns: number): Conversation[] {
  return Array.from({ length: count }, (_, at) => ({
    id: `case-${String(at + 1).padStart(6, "0")}`,
    title: `Deposit, case ${at + 1}`,
    tags: at % 5 === 0 ? ["must"] : [],
    turns: Array.from({ length: turns }, (_each, turn) => ({ role: "user" as const, content: userTurn(at + 1, turn) })),
    checks: checksOf(at + 1),
    notes: "",
  }));
}
