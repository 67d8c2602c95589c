import { messageOf } from "../../../../shared/message-of.ts";
import { createChances } from "./chances.ts";
import { findChanges } from "./find-changes.ts";
import type { Ask } from "./look.ts";
import { rounds, spread } from "./rounds.ts";
import { createProbe, probeFlaky, takeBase, type Base } from "./probe.ts";
import { searchCase } from "./search-case.ts";
import { emptyFinding, type AuditCase, type AuditEnd, type AuditTerms, type CaseFinding, type Halt } from "./terms.ts";

/** So many conversations in a row that cannot be asked mean that nobody is there. */
const GIVE_UP_AFTER = 3;
const MOST_VERIFIED = 40;

interface Opened {
  one: AuditCase;
  ask: Ask;
  base: Base;
  finding: CaseFinding;
}

/** Leaves out every rule in turn, in groups where that tells as much, and says which conversations notice. */
export async function knockOut(terms: AuditTerms): Promise<AuditEnd> {
  const findings = new Map<string, CaseFinding>(terms.cases.map(({ id }) => [id, emptyFinding("open")]));
  const verified = { asked: 0, missed: 0 };
  const all = Array.from({ length: terms.rules }, (_, rule) => rule);
  let halt: Halt | null = null;
  let failures = 0;

  /** Work of one conversation: a failure is its own unless it says more. */
  const guarded = async (id: string, work: () => Promise<void>): Promise<void> => {
    if (halt) return;
    try {
      await work();
      failures = 0;
    } catch (error) {
      halt ??= terms.haltOf(error);
      if (halt) return;
      failures += 1;
      const reason = messageOf(error);
      const finding = findings.get(id) ?? emptyFinding("failed");
      findings.set(id, { ...finding, state: "failed", reason });
      if (failures >= GIVE_UP_AFTER) halt = { end: "failed", reason };
    }
  };
  const tell = (id: string, finding: CaseFinding): void => terms.onCase?.(id, finding);

  const opened: Opened[] = [];
  const opening = async (one: AuditCase): Promise<void> => {
    const ask: Ask = (without, sample) => terms.ask(one.id, without, sample);
    const base = await takeBase(ask, terms.random);
    const finding = emptyFinding(
      base.flaky ? "flaky" : base.looks.every(({ checks }) => checks === "") ? "unchecked" : "open",
    );
    finding.pass = base.pass;
    finding.baseKey = JSON.stringify(base.looks);
    findings.set(one.id, finding);
    opened.push({ one, ask, base, finding });
  };
  for (const round of rounds(terms.cases)) await Promise.all(round.map((one) => guarded(one.id, () => opening(one))));
  const places = new Map(terms.cases.map(({ id }, at) => [id, at]));
  opened.sort((a, b) => (places.get(a.one.id) ?? 0) - (places.get(b.one.id) ?? 0));

  const chances = createChances();
  const isOpen = ({ finding }: Opened): boolean => finding.state === "open";
  for (const round of rounds(opened.filter(isOpen))) {
    const chance = chances.frozen();
    const learnt: { asked: readonly number[]; hits: ReadonlySet<number> }[] = [];
    const search = async ({ one, ask, base, finding }: Opened): Promise<void> => {
      const { earlier } = one;
      const same = earlier !== null && earlier.baseKey === finding.baseKey;
      const asked = same ? all.filter((rule) => !earlier.known.has(rule)) : all;
      const found = await searchCase(asked, (rule) => chance(rule, earlier), createProbe(ask, base, terms.random));
      if (same) for (const [rule, effect] of earlier.effects) finding.effects.set(rule, effect);
      for (const [rule, effect] of found.effects) finding.effects.set(rule, effect);
      finding.blurred = new Set([...found.blurred, ...(same ? earlier.blurred : [])]);
      finding.carried = same;
      finding.state = "done";
      learnt.push({ asked, hits: found.hits });
      tell(one.id, finding);
    };
    await Promise.all(round.map((each) => guarded(each.one.id, () => search(each))));
    for (const { asked, hits } of learnt) chances.learn(asked, hits);
  }

  const steady = opened.filter(({ finding }) => finding.state === "done" || finding.state === "unchecked");
  const fresh = steady.filter(({ finding }) => !finding.carried);
  for (const { one: each, value: rule } of spread(fresh, ({ finding }) => finding.blurred, MOST_VERIFIED)) {
    await guarded(each.one.id, async () => {
      const seen = await createProbe(each.ask, each.base, terms.random)([rule]);
      each.finding.blurred.delete(rule);
      verified.asked += 1;
      if (seen.noticed === true) verified.missed += 1;
      if (seen.effect !== null) each.finding.effects.set(rule, seen.effect);
    });
  }

  // An unchecked conversation was asked nothing yet, but an earlier audit may have been through with it.
  for (const { one, finding } of steady.filter((each) => each.finding.state === "unchecked")) {
    const same = one.earlier?.baseKey === finding.baseKey ? one.earlier : null;
    for (const [rule, effect] of same?.effects ?? []) finding.effects.set(rule, effect);
    finding.blurred = new Set(same ? [...same.blurred, ...all.filter((rule) => !same.known.has(rule))] : all);
  }
  const isPlain = (rule: number): boolean => ![...findings.values()].some(({ effects }) => effects.has(rule));
  const still = steady.filter(({ base }) => base.still);
  await findChanges(
    still.map(({ one, finding, ask, base }) => ({
      finding,
      candidates: [...finding.blurred],
      changed: (without) => createProbe(ask, base, terms.random)(without).then((seen) => seen.changed),
      guarded: (work) => guarded(one.id, work),
    })),
    all.filter(isPlain),
  );

  // Where most replies differ from sample to sample, nobody can tell whether they differ for a reason.
  const restless = opened.filter(({ base }) => !base.still);
  if (restless.length * 2 > opened.length) {
    for (const { finding } of restless) finding.blurred = new Set(all.filter((rule) => !finding.effects.has(rule)));
  }

  const matters = (rule: number): boolean =>
    [...findings.values()].some(({ effects }) => effects.get(rule) === "guards" || effects.get(rule) === "fixes");
  const alone = all.filter((rule) => !matters(rule));
  const shaky = opened.filter(({ finding }) => finding.state === "flaky");
  await Promise.all(
    shaky.map(({ one, ask, base, finding }) =>
      guarded(one.id, async () => {
        for (const rule of alone) {
          const effect = await probeFlaky(ask, base, rule);
          if (effect !== null) finding.effects.set(rule, effect);
        }
        tell(one.id, finding);
      }),
    ),
  );
  return { findings, verified, halt };
}
