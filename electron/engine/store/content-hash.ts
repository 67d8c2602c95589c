import { createHash } from "node:crypto";
import type { JsonValue } from "../../../shared/domain/check.ts";
import type { ConversationContent } from "../../../shared/domain/conversation.ts";

/** JSON with sorted keys and no spaces; keys without a value are left out. One value, one text. */
export function canonicalJson(value: JsonValue): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const members: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const member: JsonValue | undefined = value[key];
    if (member !== undefined) members.push(`${JSON.stringify(key)}:${canonicalJson(member)}`);
  }
  return `{${members.join(",")}}`;
}

/** A conversation's turns and checks as one text. No checks and an empty list of checks are the same. */
export function canonicalContent(content: ConversationContent): string {
  const turns = content.turns.map((turn): JsonValue => {
    const plain: Record<string, JsonValue> = { role: turn.role, content: turn.content };
    if (turn.role === "user" && turn.checks && turn.checks.length > 0) plain["checks"] = turn.checks;
    return plain;
  });
  return canonicalJson(content.checks.length > 0 ? { turns, checks: content.checks } : { turns });
}

function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}

/** SHA-256 of what decides a run: turns and checks, not id, title, tags or notes. Hexadecimal. */
export function contentSha256(content: ConversationContent): string {
  return sha256(canonicalContent(content));
}

/** SHA-256 of a set's ids and contents. The order does not count: it changes no reply. Hexadecimal. */
export function conversationSetSha256(items: readonly { id: string; contentSha256: string }[]): string {
  const rows = items.map((item) => JSON.stringify([item.id, item.contentSha256]));
  return sha256(rows.sort().join("\n"));
}

/** The id of a conversation that came without one: the same content always gets the same id. */
export function conversationIdFromContent(content: ConversationContent): string {
  return `c-${contentSha256(content).slice(0, 10)}`;
}
