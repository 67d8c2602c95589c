import type { Command } from "commander";
import type { ConversationSet } from "../../../shared/domain/conversation.ts";
import type { RuleAtLine } from "../../../shared/contract/analyses.ts";
import { Problem } from "../../../shared/problem.ts";
import { requireSetByName } from "../../engine/conversations/conversations.ts";
import { answerSuggestions, linkRule, readLedger, unlinkRule, type LedgerScope } from "../../engine/ledger/ledger.ts";
import { ruleIndexAtLine, resolveLedgerText } from "../../engine/ledger/locate-rules.ts";
import { requirePromptByName } from "../../engine/prompts/prompts.ts";
import type { Store } from "../../engine/store/store.ts";
import { type CommonOptions, type CommandRun, exitCodes, finishCommand, projectCommand } from "../command.ts";
import { withProject } from "../command-engine.ts";
import type { Ledger, LedgerRule } from "../../../shared/domain/ledger.ts";

interface LedgerOptions extends CommonOptions {
  prompt: string;
  set?: string;
  version: string;
  link?: string;
  unlink?: string;
  dismiss?: string;
  conversation?: string[];
}

/** Which rules were written for which conversations; with an option, one link more or less. */
const ledger: CommandRun<LedgerOptions> = (options, output) =>
  withProject(options.project, async (store) => {
    const prompt = requirePromptByName(store, options.prompt);
    const set = options.set === undefined ? onlySet(store) : requireSetByName(store, options.set);
    const over = { promptId: prompt.id, setId: set.id };
    await change(store, over, options);
    const found = await readLedger(store, over, options.version);
    output.result(ledgerJson(found, set.name), ledgerLines(found, set.name));
    return exitCodes.done;
  });

async function change(store: Store, over: LedgerScope, options: LedgerOptions): Promise<void> {
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
  const target = resolveLedgerText(store, over.promptId, ref);
  const place = ruleIndexAtLine(target, line);
  const rule = target.wordings.book.rules[place];
  if (!rule) return;
  const standing: RuleAtLine = { ref, line: rule.line, text: rule.text };
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

/** The JSON of the command. */
function ledgerJson(ledger: Ledger, set: string): Record<string, unknown> {
  const { version, rules, gone, without, suggestions } = ledger;
  return {
    version,
    set,
    rules: rules.map(({ ids: _, ...rule }) => ({ ...rule, status: isLinked(rule) ? "linked" : "without" })),
    gone: gone.map(({ text, seen, conversations, missing, elsewhere }) => ({
      text,
      seen,
      conversations,
      missing,
      elsewhere,
    })),
    conversations: { without },
    suggestions: suggestions.map(({ ruleId: _, conversationId, ...rest }) => ({
      ...rest,
      conversation: conversationId,
    })),
  };
}

/** What needs a look first: rules that are gone, what is proposed, what has nobody; then what is linked. */
function ledgerLines({ rules, gone, without, suggestions, version }: Ledger, set: string): string[] {
  const row = (status: string, words: string): string => `${status.padEnd(12)} ${words}`;
  const linked = rules.filter(isLinked);
  return [
    ...gone.map(({ text, seen, ...rule }) => {
      const last = seen === null ? "only a draft had it" : `last in v${seen}`;
      return row("gone", `${flat(text)} (${last}) ← ${namesOf(rule)}`);
    }),
    ...suggestions.map(({ line, text, conversationId, reason }) =>
      row("suggested", `line ${line}: ${flat(text)} ← ${conversationId} (${reason})`),
    ),
    ...rules.filter((rule) => !isLinked(rule)).map(({ line, text }) => row("no test", `line ${line}: ${flat(text)}`)),
    ...without.map((id) => row("no rule", id)),
    ...linked.map((rule) => {
      const change = rule.change === null ? "" : ` (${rule.change})`;
      return row("linked", `line ${rule.line}: ${flat(rule.text)}${change} ← ${namesOf(rule)}`);
    }),
    `${version} over "${set}": ${linked.length} of ${rules.length} rules have a conversation, ${gone.length} linked rules are gone, ${without.length} conversations have no rule, ${suggestions.length} links are suggested.`,
  ];
}

function isLinked({ conversations, missing, elsewhere }: Pick<LedgerRule, "conversations" | "missing" | "elsewhere">) {
  return conversations.length + missing.length + elsewhere > 0;
}

function namesOf({ conversations, missing, elsewhere }: Pick<LedgerRule, "conversations" | "missing" | "elsewhere">) {
  const names = [...conversations, ...missing.map((id) => `${id} (deleted)`)];
  return [...names, ...(elsewhere > 0 ? [`${elsewhere} of other sets`] : [])].join(", ");
}

const flat = (text: string): string => text.replaceAll(/\s+/g, " ").trim();

export function registerLedger(program: Command): void {
  projectCommand(program, "ledger", "say which rules were written for which conversations, and what has none")
    .requiredOption("--prompt <name>", "the prompt")
    .option("--set <name>", "the conversation set (default: the only one)")
    .option("--version <ref>", "the text whose rules are looked at", "draft")
    .option("--link <line>", "link the rule at this line (12, or 12:2 for its second rule) to the conversations")
    .option("--unlink <line>", "take links of the rule at this line away")
    .option("--dismiss <line>", "dismiss suggested links of the rule at this line")
    .option("--conversation <id...>", "the conversations, by their ids")
    .action((options: LedgerOptions) => finishCommand(options, (output) => ledger(options, output)));
}
