import { getDraft, saveDraft, commitText } from "../../../electron/engine/prompts/drafts.ts";
import { linkRule, readLedger, type LedgerScope } from "../../../electron/engine/ledger/ledger.ts";
import type { Ledger } from "../../../shared/domain/ledger.ts";
import { asking, testEngine, type NewConversation, type TestEngine } from "../../fixtures/engine/test-engine.ts";

export const first = ["You are Lex.", "- Be kind.", "- Never mention competitors.", "- Ask for the city.", ""];

export interface LedgerWorld {
  engine: TestEngine;
  over: LedgerScope;
  /** Links the rule that has these words, in a text. */
  link(words: string, ids: readonly string[], ref?: string): Promise<void>;
  read(ref?: string): Promise<Ledger>;
  commit(lines: readonly string[]): void;
  draft(lines: readonly string[]): void;
}

/** A prompt with a version, its draft, and the conversations a to d. */
export async function ledgerWorld(
  lines: readonly string[] = first,
  conversations: readonly NewConversation[] = ["a", "b", "c", "d"].map((id) => asking(id, [`${id}?`], "yes")),
): Promise<LedgerWorld> {
  const engine = await testEngine(conversations, { texts: [lines.join("\n")] });
  const { store } = engine.services;
  const { promptId, setId } = engine;
  const over = { promptId, setId };
  const read = (ref = "draft"): Promise<Ledger> => readLedger(store, over, ref);
  return {
    engine,
    over,
    read,
    async link(words, ids, ref = "draft") {
      const rule = (await read(ref)).rules.find(({ text }) => text.includes(words));
      if (!rule) throw new Error(`no rule says "${words}"`);
      await linkRule(store, over, { ref, line: rule.line, text: rule.text }, ids);
    },
    commit: (text) => void commitText(store, promptId, text.join("\n"), "a change", null),
    draft(text) {
      const draft = getDraft(store, promptId);
      saveDraft(store, { ...draft, text: text.join("\n") });
    },
  };
}

/** What the linked rules of a ledger say and whom they were written for. */
export function linked({ rules }: Ledger): [string, readonly string[]][] {
  return rules.flatMap(({ text, conversations }): [string, readonly string[]][] =>
    conversations.length > 0 ? [[text, conversations]] : [],
  );
}
