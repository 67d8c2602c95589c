import { errorMessageOf } from "../../../../shared/errors.ts";
import { createFailureStreak } from "../../job-runner.ts";
import {
  type AskWithout,
  emptyFinding,
  type AuditCase,
  type AblationResult,
  type AblationOptions,
  type CaseFinding,
  type AuditStop,
  type EarlierFinding,
} from "./findings.ts";
import {
  createLeaveOutTest,
  testFlakyConversation,
  observeWholePrompt,
  type WholePromptBaseline,
  searchConversationRules,
} from "./leave-out.ts";

const MAX_VERIFIED = 40;

interface OpenedCase {
  one: AuditCase;
  ask: AskWithout;
  base: WholePromptBaseline;
  finding: CaseFinding;
}

/** Leaves out every rule in turn, in groups where that tells as much, and says which conversations notice. */
export async function ablateRules(terms: AblationOptions): Promise<AblationResult> {
  const findings = new Map<string, CaseFinding>(terms.cases.map(({ id }) => [id, emptyFinding("open")]));
  const verified = { asked: 0, missed: 0 };
  const all = Array.from({ length: terms.rules }, (_, rule) => rule);
  let stop: AuditStop | null = null;
  const streak = createFailureStreak();

  /** Work of one conversation: a failure is its own unless it says more. */
  const guarded = async (id: string, work: () => Promise<void>): Promise<void> => {
    if (stop) return;
    try {
      await work();
      streak.record(false);
    } catch (error) {
      stop ??= terms.stopOf(error);
      if (stop) return;
      const reason = errorMessageOf(error);
      const finding = findings.get(id) ?? emptyFinding("failed");
      findings.set(id, { ...finding, state: "failed", reason });
      if (streak.record(true)) stop = { end: "failed", reason };
    }
  };
  const reportCase = (id: string, finding: CaseFinding): void => terms.onCase?.(id, finding);

  const opened: OpenedCase[] = [];
  const opening = async (one: AuditCase): Promise<void> => {
    const ask: AskWithout = (without, sample) => terms.ask(one.id, without, sample);
    const base = await observeWholePrompt(ask, terms.random);
    const finding = emptyFinding(
      base.flaky ? "flaky" : base.observations.every(({ checks }) => checks === "") ? "unchecked" : "open",
    );
    finding.pass = base.pass;
    finding.baseKey = JSON.stringify(base.observations);
    findings.set(one.id, finding);
    opened.push({ one, ask, base, finding });
  };
  for (const round of growingRounds(terms.cases))
    await Promise.all(round.map((one) => guarded(one.id, () => opening(one))));
  const places = new Map(terms.cases.map(({ id }, at) => [id, at]));
  opened.sort((a, b) => (places.get(a.one.id) ?? 0) - (places.get(b.one.id) ?? 0));

  const chances = createNoticeChances();
  const isOpen = ({ finding }: OpenedCase): boolean => finding.state === "open";
  for (const round of growingRounds(opened.filter(isOpen))) {
    const chance = chances.snapshot();
    const learnt: { asked: readonly number[]; hits: ReadonlySet<number> }[] = [];
    const search = async ({ one, ask, base, finding }: OpenedCase): Promise<void> => {
      const { earlier } = one;
      const same = earlier !== null && earlier.baseKey === finding.baseKey;
      const asked = same ? all.filter((rule) => !earlier.known.has(rule)) : all;
      const found = await searchConversationRules(
        asked,
        (rule) => chance(rule, earlier),
        createLeaveOutTest(ask, base, terms.random),
      );
      if (same) for (const [rule, effect] of earlier.effects) finding.effects.set(rule, effect);
      for (const [rule, effect] of found.effects) finding.effects.set(rule, effect);
      finding.groupOnly = new Set([...found.groupOnly, ...(same ? earlier.groupOnly : [])]);
      finding.carried = same;
      finding.state = "done";
      learnt.push({ asked, hits: found.hits });
      reportCase(one.id, finding);
    };
    await Promise.all(round.map((each) => guarded(each.one.id, () => search(each))));
    for (const { asked, hits } of learnt) chances.learn(asked, hits);
  }

  const steady = opened.filter(({ finding }) => finding.state === "done" || finding.state === "unchecked");
  const fresh = steady.filter(({ finding }) => !finding.carried);
  for (const { one: each, value: rule } of pickEvenly(fresh, ({ finding }) => finding.groupOnly, MAX_VERIFIED)) {
    await guarded(each.one.id, async () => {
      const seen = await createLeaveOutTest(each.ask, each.base, terms.random)([rule]);
      each.finding.groupOnly.delete(rule);
      verified.asked += 1;
      if (seen.noticed === true) verified.missed += 1;
      if (seen.effect !== null) each.finding.effects.set(rule, seen.effect);
    });
  }

  // An unchecked conversation was asked nothing yet, but an earlier audit may have been through with it.
  for (const { one, finding } of steady.filter((each) => each.finding.state === "unchecked")) {
    const same = one.earlier?.baseKey === finding.baseKey ? one.earlier : null;
    for (const [rule, effect] of same?.effects ?? []) finding.effects.set(rule, effect);
    finding.groupOnly = new Set(same ? [...same.groupOnly, ...all.filter((rule) => !same.known.has(rule))] : all);
  }
  const isPlain = (rule: number): boolean => ![...findings.values()].some(({ effects }) => effects.has(rule));
  const identical = steady.filter(({ base }) => base.identicalReplies);
  await findReplyChanges(
    identical.map(({ one, finding, ask, base }) => ({
      finding,
      candidates: [...finding.groupOnly],
      changed: (without) => createLeaveOutTest(ask, base, terms.random)(without).then((seen) => seen.changed),
      guarded: (work) => guarded(one.id, work),
    })),
    all.filter(isPlain),
  );

  // Where most replies differ from sample to sample, nobody can tell whether they differ for a reason.
  const varying = opened.filter(({ base }) => !base.identicalReplies);
  if (varying.length * 2 > opened.length) {
    for (const { finding } of varying) finding.groupOnly = new Set(all.filter((rule) => !finding.effects.has(rule)));
  }

  const matters = (rule: number): boolean =>
    [...findings.values()].some(({ effects }) => effects.get(rule) === "guards" || effects.get(rule) === "fixes");
  const alone = all.filter((rule) => !matters(rule));
  const flaky = opened.filter(({ finding }) => finding.state === "flaky");
  await Promise.all(
    flaky.map(({ one, ask, base, finding }) =>
      guarded(one.id, async () => {
        for (const rule of alone) {
          const effect = await testFlakyConversation(ask, base, rule);
          if (effect !== null) finding.effects.set(rule, effect);
        }
        reportCase(one.id, finding);
      }),
    ),
  );
  return { findings, verified, stop };
}

/** Before anything is known, one rule in so many is noticed by one conversation. */
const PRIOR_CHANCE = 0.04;
const PRIOR_WEIGHT = 8;
const KNOWN_EFFECT_CHANCE = 0.9;
const KNOWN_NO_EFFECT_CHANCE = 0.004;

/** How likely a conversation notices that a rule is missing, by what the conversations before it noticed. */
function createNoticeChances() {
  const hits = new Map<number, number>();
  const seen = new Map<number, number>();
  return {
    learn(rules: readonly number[], hit: ReadonlySet<number>): void {
      for (const rule of rules) {
        seen.set(rule, (seen.get(rule) ?? 0) + 1);
        if (hit.has(rule)) hits.set(rule, (hits.get(rule) ?? 0) + 1);
      }
    },
    /** As it stands now: later conversations do not move it. */
    snapshot(): (rule: number, earlier: EarlierFinding | null) => number {
      const now = new Map(
        [...seen].map(([rule, times]) => [
          rule,
          ((hits.get(rule) ?? 0) + PRIOR_CHANCE * PRIOR_WEIGHT) / (times + PRIOR_WEIGHT),
        ]),
      );
      return (rule, earlier) => {
        if (earlier?.known.has(rule)) {
          const effect = earlier.effects.get(rule);
          return effect === undefined || effect === "changes" ? KNOWN_NO_EFFECT_CHANCE : KNOWN_EFFECT_CHANCE;
        }
        return now.get(rule) ?? PRIOR_CHANCE;
      };
    },
  };
}

const FIRST_ROUND_SIZE = 8;
const MAX_ROUND_SIZE = 256;

/**
 * Rounds that grow: within one, conversations do not influence each other, so that asking again asks the same, however
 * many are under way at once.
 */
function* growingRounds<T>(all: readonly T[]): Generator<readonly T[]> {
  let size = FIRST_ROUND_SIZE;
  for (let at = 0; at < all.length; size = Math.min(MAX_ROUND_SIZE, size * 2)) {
    yield all.slice(at, at + size);
    at += size;
  }
}

/** Up to `most` of all values that `all` have together, evenly spread. */
function pickEvenly<T, V>(
  all: readonly T[],
  valuesOf: (one: T) => ReadonlySet<V>,
  most: number,
): { one: T; value: V }[] {
  const total = all.reduce((sum, one) => sum + valuesOf(one).size, 0);
  const many = Math.min(most, total);
  const picked: { one: T; value: V }[] = [];
  const next = (): number => Math.floor(((picked.length + 0.5) * total) / many);
  let before = 0;
  for (const one of all) {
    const values = valuesOf(one);
    const ofThis = [...(next() < before + values.size ? values : [])];
    while (picked.length < many && next() < before + values.size) {
      const value = ofThis[next() - before];
      if (value === undefined) break;
      picked.push({ one, value });
    }
    before += values.size;
  }
  return picked;
}

interface ReplyChangeCase {
  finding: CaseFinding;
  /** Rules whose absence may have changed replies here. */
  candidates: readonly number[];
  /** Whether replies differ without these rules. */
  changed(without: readonly number[]): Promise<boolean>;
  guarded(work: () => Promise<void>): Promise<void>;
}

/** From this share of single rules on that changed something, they are left out alone at once. */
const LEAVE_OUT_ALONE_ABOVE = 0.38;
const CASES_PER_BATCH = 8;

/**
 * For rules that nothing notices: whether their absence changes any reply at all. One conversation is enough for each;
 * only a rule that changes nothing has to be left out of all.
 */
async function findReplyChanges(cases: readonly ReplyChangeCase[], plain: readonly number[]): Promise<void> {
  const open = new Set(plain);
  let single = { asked: 0, changed: 0 };

  const search = async (
    { finding, candidates, changed }: ReplyChangeCase,
    snapshot: ReadonlySet<number>,
  ): Promise<number[]> => {
    const found: number[] = [];
    const rate = (single.changed + 1) / (single.asked + 3);
    let left = candidates.filter((rule) => snapshot.has(rule));
    while (left.length > 0) {
      let group = rate > LEAVE_OUT_ALONE_ABOVE ? left.slice(0, 1) : left;
      let differs = await changed(group);
      while (differs && group.length > 1) {
        const half = group.slice(0, Math.ceil(group.length / 2));
        differs = await changed(half);
        if (differs) group = half;
        else {
          // What the first half does not change, the second one has to; a single rule is looked at for itself.
          const gone = new Set(half);
          left = left.filter((rule) => !gone.has(rule));
          for (const each of half) finding.groupOnly.delete(each);
          group = group.slice(half.length);
          differs = group.length > 1 || (await changed(group));
        }
      }
      const [rule] = group;
      if (group.length === 1 && rule !== undefined)
        single = { asked: single.asked + 1, changed: single.changed + (differs ? 1 : 0) };
      if (differs && rule !== undefined) {
        finding.effects.set(rule, "changes");
        found.push(rule);
      }
      const gone = new Set(group);
      for (const each of group) finding.groupOnly.delete(each);
      left = left.filter((each) => !gone.has(each));
    }
    return found;
  };

  for (let at = 0; at < cases.length && open.size > 0; at += CASES_PER_BATCH) {
    const snapshot = new Set(open);
    const found: number[] = [];
    await Promise.all(
      cases
        .slice(at, at + CASES_PER_BATCH)
        .map((each) => each.guarded(async () => void found.push(...(await search(each, snapshot))))),
    );
    for (const rule of found) open.delete(rule);
  }
}
