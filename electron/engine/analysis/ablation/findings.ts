import type { AuditRuleStatus, AuditEndKind, Audit } from "../../../../shared/domain/analysis.ts";
import { pluralPlain } from "../../../../shared/format/count.ts";
import type { AuditSummary, StoredAudit, StoredFinding } from "../../store/analyses.ts";
import { type Rule, splitRules, type RuleBook } from "../../prompts/prompt-rules.ts";
import { diffSequences } from "../../../../shared/rules/diff-lines.ts";
import type { Store } from "../../store/store.ts";

/** One sample of one conversation, as the audit looks at it. */
export interface Observation {
  pass: boolean;
  /** What each check said; empty where nothing is checked. */
  checks: string;
  /** Equal where every reply is, letter by letter. */
  replies: string;
}

/**
 * Replays sample `sample` of a conversation without some rules (by their places). The same arguments give the same
 * look. What it rejects with ends the conversation's part of the audit.
 */
export type AskWithout = (without: readonly number[], sample: number) => Promise<Observation>;

/** What the absence of one rule does to one conversation. `open`: samples did not settle it. */
export type RuleEffect = "guards" | "fixes" | "changes" | "open";

/** What an earlier audit found of a conversation, in the places that its rules have now. */
export interface EarlierFinding {
  /** Of the replies with the whole prompt of then. */
  baseKey: string;
  /** Rules that stand as they stood. */
  known: ReadonlySet<number>;
  effects: ReadonlyMap<number, RuleEffect>;
  groupOnly: ReadonlySet<number>;
}

export interface AuditCase {
  id: string;
  earlier: EarlierFinding | null;
}

export interface CaseFinding {
  /**
   * `done`: asked about every rule. `flaky`: passes intermittently, asked only about rules that nothing else guards.
   * `unchecked`: no check could notice anything. `failed` and `open`: not, or not to the end.
   */
  state: "done" | "flaky" | "unchecked" | "failed" | "open";
  pass: boolean;
  /** Of the replies with the whole prompt; empty where there are none. */
  baseKey: string;
  effects: Map<number, RuleEffect>;
  /** Rules that were left out only together with others, unnoticed, while replies did change. */
  groupOnly: Set<number>;
  /** Taken over from an earlier audit: its replies are what they were. */
  carried: boolean;
  /** Why it failed, for a person. */
  reason: string | null;
}

/** What ends an audit before its time, in words for a person. */
export interface AuditStop {
  end: "budget" | "failed" | "stopped";
  reason: string;
}

export interface AblationOptions {
  /** How many there are. */
  rules: number;
  /** In the order in which they are asked. */
  cases: readonly AuditCase[];
  ask(id: string, without: readonly number[], sample: number): Promise<Observation>;
  /** Whether the model may answer the same request in another way. */
  random: boolean;
  /** What an error of `ask` means for all the rest; null where it is about the one conversation. */
  stopOf(error: unknown): AuditStop | null;
  /** Told of each conversation that is through. */
  onCase?(id: string, finding: CaseFinding): void;
}

interface GroupVerification {
  /** Rules that were left out once more, alone, where a group had said that they do not matter, and what that found. */
  asked: number;
  missed: number;
}

export interface AblationResult {
  findings: Map<string, CaseFinding>;
  verified: GroupVerification;
  /** Null where it came to its end. */
  stop: AuditStop | null;
}

export function emptyFinding(state: CaseFinding["state"], reason: string | null = null): CaseFinding {
  return {
    state,
    pass: false,
    baseKey: "",
    effects: new Map(),
    groupOnly: new Set(),
    carried: false,
    reason,
  };
}

export interface RuleSummary {
  /** Ids of conversations that fail without it, and of those that pass without it. */
  guardedBy: string[];
  fixes: string[];
  /** Ids of conversations for which it stays open. */
  open: string[];
  status: AuditRuleStatus;
}

/** What the conversations say together of each rule. `asked` is false where no conversation could be asked. */
export function summarizeRules(
  rules: number,
  cases: readonly Pick<AuditCase, "id">[],
  findings: ReadonlyMap<string, CaseFinding>,
): RuleSummary[] {
  return Array.from({ length: rules }, (_, rule) => {
    const standing: RuleSummary = { guardedBy: [], fixes: [], open: [], status: "idle" };
    let changes = false;
    for (const { id } of cases) {
      const finding = findings.get(id);
      const effect = finding?.effects.get(rule);
      if (effect === "guards") standing.guardedBy.push(id);
      else if (effect === "fixes") standing.fixes.push(id);
      else if (effect === "open" || !finding || finding.state === "open" || finding.state === "failed")
        standing.open.push(id);
      if (effect === "changes" || finding?.groupOnly.has(rule) === true) changes = true;
    }
    standing.status = ruleStatus(standing, changes);
    return standing;
  });
}

function ruleStatus({ guardedBy, fixes, open }: RuleSummary, changes: boolean): AuditRuleStatus {
  if (fixes.length > 0) return "harmful";
  if (guardedBy.length > 0) return "guarded";
  if (open.length > 0) return "undetermined";
  return changes ? "unguarded" : "idle";
}

/**
 * The mutation score (DeMillo, Lipton and Sayward, Hints on Test Data Selection, 1978) with rules left out as the
 * mutants: of all rules that were settled, the share whose absence makes a conversation fail that passes with them.
 * Null where none was settled.
 */
export function mutationScore(standings: readonly RuleSummary[]): number | null {
  const settled = standings.filter(({ status }) => status !== "undetermined");
  return settled.length === 0 ? null : settled.filter(({ guardedBy }) => guardedBy.length > 0).length / settled.length;
}

/** What an audit found, or why some of it is open, in words for a person. */
export function formatAuditReason(
  end: AuditEndKind,
  standings: readonly RuleSummary[],
  halt: AblationResult["stop"],
): string {
  const many = (status: RuleSummary["status"]): number => standings.filter((one) => one.status === status).length;
  const parts = [
    `${many("guarded")} of ${pluralPlain(standings.length, "rule")} guarded`,
    `${many("harmful")} harmful`,
    `${many("unguarded")} unguarded`,
    `${many("idle")} idle`,
  ];
  if (many("undetermined") > 0) parts.push(`${many("undetermined")} undetermined`);
  const found = `${parts.join(", ")}.`;
  switch (end) {
    case "done":
      return found;
    case "no-rules":
      return "The prompt has no rule to leave out: it is empty, or it has nothing but headings.";
    case "no-checks":
      return "No conversation of this set has a check, so none can notice that a rule is missing. Add checks and start again.";
    case "budget":
      return `The budget was spent before the end: ${halt?.reason ?? ""} So far: ${found} Start again with more to go on.`;
    case "failed":
      return `The model could not be asked to the end: ${halt?.reason ?? ""} So far: ${found} Start again to go on.`;
    case "stopped":
      return `Stopped. So far: ${found} Start again to go on.`;
  }
}

interface AuditSource {
  id: string;
  running: boolean;
  text: string;
  setId: string;
  rules: readonly Rule[];
  findings: ReadonlyMap<string, CaseFinding>;
  summary: Omit<AuditSummary, "end"> & { end: AuditSummary["end"] | null };
}

/** An audit as people get it, whether it runs, has just ended or comes from the project file. */
export function presentAudit({ id, running, text, setId, rules, findings, summary }: AuditSource): Audit {
  const cases = [...findings].map(([conversation, finding]) => ({ id: conversation, finding }));
  const noChecks = summary.end === "no-checks";
  // While it runs nobody reads them, and a large audit would compute them ten times a second.
  const standings = running ? [] : summarizeRules(rules.length, cases, findings);
  const having = (state: CaseFinding["state"]) => cases.filter(({ finding }) => finding.state === state);
  return {
    id,
    running,
    text,
    setId,
    ...summary,
    score: noChecks ? 0 : mutationScore(standings),
    rules: (running ? [] : rules).map(({ line, text: words }, at) => {
      const { guardedBy = [], fixes = [], open = [], status = "undetermined" } = standings[at] ?? {};
      return { line, text: words, guardedBy, fixes, open: open.length, status: noChecks ? "undetermined" : status };
    }),
    conversations: {
      total: cases.length,
      done: having("done").length,
      carried: cases.filter(({ finding }) => finding.carried).length,
      unchecked: having("unchecked").length,
      flaky: having("flaky").map((one) => one.id),
      failed: having("failed").map(({ id: conversation, finding }) => ({
        id: conversation,
        reason: finding.reason ?? "",
      })),
    },
  };
}

/** What earlier audits with the same model found, by conversation and its content; the newest that was through with it. */
export function readEarlierFindings(store: Store, kept: readonly StoredAudit[], book: RuleBook) {
  const found = new Map<string, EarlierFinding>();
  for (const audit of kept) {
    const places = matchRules(splitRules(store.texts.get(audit.textId)), book);
    for (const { id, contentSha256, finding } of store.audits.cases(audit.number)) {
      const key = `${id} ${contentSha256}`;
      if ((finding.state !== "done" && finding.state !== "unchecked") || found.has(key)) continue;
      found.set(key, {
        baseKey: finding.baseKey,
        known: new Set(places.values()),
        effects: new Map(
          finding.effects.flatMap(([rule, effect]): [number, RuleEffect][] => {
            const place = places.get(rule);
            return place === undefined ? [] : [[place, effect]];
          }),
        ),
        groupOnly: new Set(finding.blurred.flatMap((rule) => places.get(rule) ?? [])),
      });
    }
  }
  return (id: string, contentSha256: string): EarlierFinding | null => found.get(`${id} ${contentSha256}`) ?? null;
}

/** For the rules that stand in both texts, in the same order: where each of the first stands in the second. */
function matchRules(before: RuleBook, after: RuleBook): Map<number, number> {
  const places = new Map<number, number>();
  let [from, to] = [0, 0];
  const textsOf = ({ rules }: RuleBook): string[] => rules.map(({ text }) => text);
  for (const { kind, count } of diffSequences(textsOf(before), textsOf(after))) {
    if (kind === "added") to += count;
    else if (kind === "removed") from += count;
    else for (let step = 0; step < count; step += 1) places.set(from++, to++);
  }
  return places;
}

export function toStoredFinding({ effects, groupOnly, ...rest }: CaseFinding): StoredFinding {
  return { ...rest, effects: [...effects], blurred: [...groupOnly] };
}

export function fromStoredFinding({ effects, blurred, ...rest }: StoredFinding): CaseFinding {
  return { ...rest, effects: new Map(effects), groupOnly: new Set(blurred) };
}
