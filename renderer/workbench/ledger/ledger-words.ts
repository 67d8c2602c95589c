import type { GoneRule, Ledger, LedgerRule, TouchedRule } from "../../../shared/domain/ledger.ts";
import { plural } from "../../../shared/rules/plural.ts";
import { isLinked, type Row } from "./ledger-rows.ts";

export function headline({ version, rules }: Ledger): string {
  return `Ledger of ${version} · ${rules.filter(isLinked).length} of ${plural(rules.length, "rule")} linked`;
}

/** Rules without a conversation, and those that are gone. */
export function openRules({ rules, gone }: Ledger): number {
  return rules.length - rules.filter(isLinked).length + gone.length;
}

/** Whom a rule was written for, as far as there is room. */
export function linksInWords({ conversations, missing, elsewhere }: LedgerRule | GoneRule): string {
  const [only] = conversations;
  const parts = [];
  if (conversations.length === 1 && only !== undefined) parts.push(only);
  else if (conversations.length > 0) parts.push(plural(conversations.length, "conversation"));
  if (missing.length > 0) parts.push(`${missing.length} deleted`);
  if (elsewhere > 0) parts.push(`${elsewhere} in other sets`);
  return parts.join(" · ");
}

const changeWords: Record<TouchedRule["change"], string> = { added: "added", edited: "edited", deleted: "deleted" };

/** What stands below the list about the selected row. */
export function rowInWords(row: Row): string {
  switch (row.kind) {
    case "heading":
      return "";
    case "rule": {
      const { line, change, conversations, missing } = row.rule;
      const names = [...conversations, ...missing.map((id) => `${id} (deleted)`)];
      const what = change === null ? "" : ` Was ${changeWords[change]}: its conversations are replayed first.`;
      const whom = names.length > 0 ? `Written for ${names.join(", ")}.` : "No conversation of this set is linked.";
      return `Line ${line}. ${whom}${what}`;
    }
    case "gone": {
      const { seen, conversations, missing } = row.rule;
      const last = seen === null ? "Only a draft had it." : `Last in v${seen}.`;
      return `Gone. ${last} Written for ${[...conversations, ...missing].join(", ") || "conversations of other sets"}.`;
    }
    case "conversation": {
      const { conversation, rules } = row;
      const lines = rules.map(({ line }) => line);
      const where =
        lines.length === 0 ? "" : ` Linked to ${lines.length === 1 ? "line" : "lines"} ${lines.join(", ")}.`;
      return `${conversation.title || conversation.id}.${where}`;
    }
    case "suggestion": {
      const { conversationId, origin, reason } = row.suggestion;
      return `${conversationId} ${reason} (${origin}).`;
    }
  }
}

/** "2 linked rules changed: phone-1, hours-2 go first". */
export function touchedInWords(touched: readonly TouchedRule[]): { short: string; long: string } | null {
  if (touched.length === 0) return null;
  const ids = [...new Set(touched.flatMap(({ conversations }) => conversations))];
  return {
    short: `${plural(ids.length, "conversation")} first`,
    long: touched.map(({ conversations, why }) => `${conversations.join(", ")}: ${why}`).join("\n"),
  };
}
