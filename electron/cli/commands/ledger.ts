import type { ConversationSet } from "../../../shared/domain/conversation.ts";
import type { StandingRule } from "../../../shared/contract/ledger.ts";
import { Problem } from "../../../shared/problem.ts";
import { requireSetByName } from "../../engine/conversations/conversations.ts";
import { answerSuggestions, linkRule, readLedger, unlinkRule, type Over } from "../../engine/insight/ledger/ledger.ts";
import { placeAtLine, targetOf } from "../../engine/insight/ledger/target.ts";
import { requirePromptByName } from "../../engine/prompts/prompts.ts";
import type { Store } from "../../engine/store/store.ts";
import type { CommonOptions, Run } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { ledgerJson, ledgerLines } from "../ledger-lines.ts";
import { withProject } from "../project-file.ts";

export interface LedgerOptions extends CommonOptions {
  prompt: string;
  set?: string;
  version: string;
  link?: string;
  unlink?: string;
  dismiss?: string;
  conversation?: string[];
}

/** Which rules were written for which conversations; with an option, one link more or less. */
export const ledger: Run<LedgerOptions> = (options, output) =>
  withProject(options.project, async (store) => {
    const prompt = requirePromptByName(store, options.prompt);
    const set = options.set === undefined ? onlySet(store) : requireSetByName(store, options.set);
    const over = { promptId: prompt.id, setId: set.id };
    await change(store, over, options);
    const found = await readLedger(store, over, options.version);
    output.result(ledgerJson(found, set.name), ledgerLines(found, set.name));
    return exitCodes.done;
  });

async function change(store: Store, over: Over, options: LedgerOptions): Promise<void> {
  const { link, unlink, dismiss, conversation = [], version: ref } = options;
  const asked = [link, unlink, dismiss].filter((line) => line !== undefined);
  const [line, second] = asked;
  if (second !== undefined)
    throw new Problem("bad-input", "Give one of --link, --unlink and --dismiss at a time. Nothing was changed.");
  if (line === undefined && conversation.length > 0)
    throw new Problem(
      "bad-input",
      "--conversation says whom to link: add --link LINE, --unlink LINE or --dismiss LINE.",
    );
  if (line === undefined) return;
  if (conversation.length === 0)
    throw new Problem("bad-input", "Say which conversations with --conversation ID. Nothing was changed.");
  const target = targetOf(store, over.promptId, ref);
  const place = placeAtLine(target, line);
  const rule = target.wordings.book.rules[place];
  if (!rule) return;
  const standing: StandingRule = { ref, line: rule.line, text: rule.text };
  if (link !== undefined) return linkRule(store, over, standing, conversation);
  const found = await readLedger(store, over, ref);
  const here = found.rules[place];
  if (unlink !== undefined) {
    refuseUnknown(
      conversation,
      [...(here?.conversations ?? []), ...(here?.missing ?? [])],
      `is linked to line ${line}`,
    );
    return unlinkRule(store, over, here?.ids ?? [], conversation);
  }
  const proposed = found.suggestions.filter(({ ruleId }) => here?.ids.includes(ruleId));
  refuseUnknown(
    conversation,
    proposed.map(({ conversationId }) => conversationId),
    `is suggested for line ${line}`,
  );
  answerSuggestions(
    store,
    over,
    false,
    proposed.filter(({ conversationId }) => conversation.includes(conversationId)),
  );
}

function refuseUnknown(asked: readonly string[], known: readonly string[], what: string): void {
  const unknown = asked.find((id) => !known.includes(id));
  if (unknown === undefined) return;
  throw new Problem("not-found", `No conversation "${unknown}" ${what}. Nothing was changed.`, {
    conversationId: unknown,
  });
}

function onlySet(store: Store): ConversationSet {
  const sets = store.conversations.sets();
  const [only, second] = sets;
  if (only && !second) return only;
  const known = second ? `This project has: ${sets.map(({ name }) => name).join(", ")}.` : "Import one first.";
  throw new Problem("bad-input", `Say which conversation set with --set NAME. ${known}`);
}
