import type { LedgerOrigin } from "../../../shared/domain/ledger.ts";
import type { Sql } from "./database.ts";

/** A rule that something is linked to, or proposed for. */
export interface LedgerRule {
  id: number;
  text: string;
  /** The newest version that was seen to have it; null while only a draft has. */
  seen: number | null;
  /** The draft's text that it was linked in, while no version has it. */
  draftTextId: number | null;
  wordings: ReadonlySet<string>;
}

export interface LedgerLink {
  ruleId: number;
  setId: number;
  conversationId: string;
}

export interface LedgerProposal extends LedgerLink {
  origin: LedgerOrigin;
  reason: string;
}

interface RuleRow {
  id: number;
  text: string;
  seen_number: number | null;
  draft_text_id: number | null;
}

const linkColumns = "l.rule_id AS ruleId, l.set_id AS setId, l.conversation_id AS conversationId";

/** Which rules of a prompt were written for which conversations. */
export function ledgerTable(sql: Sql) {
  const rules = sql.prepare<[number], RuleRow>(
    "SELECT id, text, seen_number, draft_text_id FROM ledger_rules WHERE prompt_id = ? ORDER BY id",
  );
  const wordings = sql.prepare<[number], { rule_id: number; wording: string }>(`
    SELECT w.rule_id, w.wording FROM ledger_rules r JOIN ledger_wordings w ON w.rule_id = r.id WHERE r.prompt_id = ?`);
  const insert = sql.prepare<[number, string, number | null, number | null, string]>(
    "INSERT INTO ledger_rules (prompt_id, text, seen_number, draft_text_id, created_at) VALUES (?, ?, ?, ?, ?)",
  );
  const addWording = sql.prepare<[number, string]>(
    "INSERT OR IGNORE INTO ledger_wordings (rule_id, wording) VALUES (?, ?)",
  );
  const updateSeenRule = sql.prepare<[string, number, number]>(
    "UPDATE ledger_rules SET text = ?, seen_number = ?, draft_text_id = NULL WHERE id = ?",
  );
  const updateDraftRule = sql.prepare<[string, number, number]>(
    "UPDATE ledger_rules SET text = ?, draft_text_id = ? WHERE id = ?",
  );
  const followed = sql.prepare<[number], number>("SELECT followed FROM ledger_prompts WHERE prompt_id = ?").pluck();
  const follow = sql.prepare<[number, number]>(`
    INSERT INTO ledger_prompts (prompt_id, followed) VALUES (?, ?)
    ON CONFLICT (prompt_id) DO UPDATE SET followed = max(followed, excluded.followed)`);
  const versionTexts = sql
    .prepare<[number], [number, number]>("SELECT number, text_id FROM versions WHERE prompt_id = ?")
    .raw();
  const conversationIds = sql
    .prepare<[number], string>("SELECT id FROM conversations WHERE set_id = ? ORDER BY position")
    .pluck();
  const links = sql.prepare<[number], LedgerLink>(`
    SELECT ${linkColumns} FROM ledger_rules r JOIN ledger_links l ON l.rule_id = r.id WHERE r.prompt_id = ?
    ORDER BY l.rule_id, l.set_id, l.conversation_id`);
  const hasLinks = sql.prepare<[number], { one: number }>(
    "SELECT 1 AS one FROM ledger_rules r JOIN ledger_links l ON l.rule_id = r.id WHERE r.prompt_id = ? LIMIT 1",
  );
  const link = sql.prepare<[number, number, string, string, string]>(`
    INSERT OR IGNORE INTO ledger_links (rule_id, set_id, conversation_id, origin, created_at) VALUES (?, ?, ?, ?, ?)`);
  const unlink = sql.prepare<[number, number, string]>(
    "DELETE FROM ledger_links WHERE rule_id = ? AND set_id = ? AND conversation_id = ?",
  );
  const relink = sql.prepare<[number, number]>("UPDATE OR REPLACE ledger_links SET rule_id = ? WHERE rule_id = ?");
  const repropose = sql.prepare<[number, number]>(
    "UPDATE OR REPLACE ledger_suggestions SET rule_id = ? WHERE rule_id = ?",
  );
  const rename = sql.prepare<[number, number]>(
    "INSERT OR IGNORE INTO ledger_wordings (rule_id, wording) SELECT ?, wording FROM ledger_wordings WHERE rule_id = ?",
  );
  const remove = sql.prepare<[number]>("DELETE FROM ledger_rules WHERE id = ?");
  const proposals = sql.prepare<[number], LedgerProposal & { dismissed: number }>(`
    SELECT ${linkColumns}, l.origin, l.reason, l.dismissed
    FROM ledger_rules r JOIN ledger_suggestions l ON l.rule_id = r.id WHERE r.prompt_id = ?
    ORDER BY l.rule_id, l.set_id, l.conversation_id`);
  const propose = sql.prepare(`
    INSERT OR IGNORE INTO ledger_suggestions (rule_id, set_id, conversation_id, origin, reason, created_at)
    SELECT @ruleId, @setId, @conversationId, @origin, @reason, @now
    WHERE NOT EXISTS (
      SELECT 1 FROM ledger_links WHERE rule_id = @ruleId AND set_id = @setId AND conversation_id = @conversationId)`);
  const dismiss = sql.prepare<[number, number, string, string, string, string]>(`
    INSERT INTO ledger_suggestions (rule_id, set_id, conversation_id, origin, reason, dismissed, created_at)
    VALUES (?, ?, ?, ?, ?, 1, ?)
    ON CONFLICT (rule_id, set_id, conversation_id) DO UPDATE SET dismissed = 1`);
  const deleteSuggestion = sql.prepare<[number, number, string]>(
    "DELETE FROM ledger_suggestions WHERE rule_id = ? AND set_id = ? AND conversation_id = ?",
  );

  return {
    rules(promptId: number): LedgerRule[] {
      const known = new Map<number, Set<string>>();
      for (const { rule_id: id, wording } of wordings.all(promptId)) {
        const own = known.get(id);
        if (own) own.add(wording);
        else known.set(id, new Set([wording]));
      }
      return rules.all(promptId).map((row) => ({
        id: row.id,
        text: row.text,
        seen: row.seen_number,
        draftTextId: row.draft_text_id,
        wordings: known.get(row.id) ?? new Set(),
      }));
    },
    insert: (promptId: number, text: string, seen: number | null, draftTextId: number | null, now: string): number =>
      Number(insert.run(promptId, text, seen, draftTextId, now).lastInsertRowid),
    addWording: (ruleId: number, wording: string): void => void addWording.run(ruleId, wording),
    /** A version has it, worded so. */
    recordInVersion: (ruleId: number, text: string, number: number): void =>
      void updateSeenRule.run(text, number, ruleId),
    /** Only a draft has it, worded so. */
    relocateInDraft: (ruleId: number, text: string, draftTextId: number): void =>
      void updateDraftRule.run(text, draftTextId, ruleId),
    /** The newest version that was looked through; null where none was. */
    followed: (promptId: number): number | null => followed.get(promptId) ?? null,
    follow: (promptId: number, number: number): void => void follow.run(promptId, number),

    /** The text of each version, deleted ones included, by its number. */
    versionTexts: (promptId: number): Map<number, number> => new Map(versionTexts.all(promptId)),

    /** Those that a set has, in their order. */
    conversationIds: (setId: number): string[] => conversationIds.all(setId),
    /** Of all sets; those that were linked first come first. */
    links: (promptId: number): LedgerLink[] => links.all(promptId),
    hasLinks: (promptId: number): boolean => hasLinks.get(promptId) !== undefined,
    /** What was proposed of the two is answered with it. */
    link({ ruleId, setId, conversationId }: LedgerLink, origin: LedgerOrigin, now: string): void {
      link.run(ruleId, setId, conversationId, origin, now);
      deleteSuggestion.run(ruleId, setId, conversationId);
    },
    unlink: ({ ruleId, setId, conversationId }: LedgerLink): boolean =>
      unlink.run(ruleId, setId, conversationId).changes > 0,
    /** One rule takes over all that another one had. */
    merge(into: number, from: number): void {
      relink.run(into, from);
      repropose.run(into, from);
      rename.run(into, from);
      remove.run(from);
    },
    proposals: (promptId: number): (LedgerProposal & { dismissed: boolean })[] =>
      proposals.all(promptId).map((row) => ({ ...row, dismissed: row.dismissed === 1 })),
    /** Leaves alone what is linked, or was proposed or dismissed before. True where it is new. */
    propose: ({ ruleId, setId, conversationId, origin, reason }: LedgerProposal, now: string): boolean =>
      propose.run({ ruleId, setId, conversationId, origin, reason, now }).changes > 0,
    /** It is not proposed again. */
    dismiss: ({ ruleId, setId, conversationId, origin, reason }: LedgerProposal, now: string): void =>
      void dismiss.run(ruleId, setId, conversationId, origin, reason, now),
  };
}
