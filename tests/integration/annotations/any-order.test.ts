import fc from "fast-check";
import { expect, it } from "vitest";
import type { MatchRule, HumanVerdict } from "../../../shared/domain/annotation.ts";
import { judging, statuses, twoVersions } from "./helpers.ts";

type Act =
  | { kind: "give"; version: number; verdict: HumanVerdict }
  | { kind: "remove" | "unapprove"; version: number }
  | { kind: "approve"; version: number; rule: MatchRule };

const texts = ["One.", "Two.", "Three."];
/** Versions 1 and 2 are alike by the rule below; 3 is like none, and fails its check. */
const reply = (system: string): string =>
  system === "One." ? "open from nine to five all day" : system === "Two." ? "open from nine to six all day" : "shut";
const alike = (a: number, b: number): boolean => a === b || (a < 3 && b < 3);
const byWords: MatchRule = { match: "similarity", method: "words", threshold: 0.8 };

/** What the rules say in the end, reckoned from all acts together and not act by act in the file. */
function expected(acts: readonly Act[]): string[] {
  const said = new Map<number, HumanVerdict>();
  const approved = new Map<number, MatchRule>();
  for (const act of acts) {
    const { version } = act;
    if (act.kind === "give") {
      said.set(version, act.verdict);
      if (act.verdict === "bad") approved.delete(version);
    } else if (act.kind === "approve") {
      approved.set(version, act.rule);
      if (said.get(version) === "bad") said.delete(version);
    } else if (act.kind === "remove") said.delete(version);
    else approved.delete(version);
  }
  return [1, 2, 3].map((version) => {
    const matches = [...approved].some(
      ([of, rule]) => of === version || (rule.match === "similarity" && alike(of, version)),
    );
    const says = said.get(version) ?? (matches ? "good" : null);
    if (says === "bad" || version === 3) return "failed";
    return says === "good" ? "passed" : "unevaluated";
  });
}

const version = fc.integer({ min: 1, max: 3 });
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ kind: fc.constant("give" as const), version, verdict: fc.constantFrom<HumanVerdict>("good", "bad") }),
  fc.record({ kind: fc.constantFrom("remove" as const, "unapprove" as const), version }),
  fc.record({
    kind: fc.constant("approve" as const),
    version,
    rule: fc.constantFrom<MatchRule>({ match: "exact" }, byWords),
  }),
);

it(
  "any order of verdicts and approvals ends in the standing that the rules give to what is left of them",
  { timeout: 60_000 },
  async () => {
    const { engine, replay } = await twoVersions(
      [
        {
          id: "a",
          turns: [{ role: "user", content: "hours" }],
          checks: [
            { type: "not-contains", value: "shut" },
            { type: "llm-rubric", value: "is polite" },
          ],
        },
      ],
      reply,
      texts,
    );
    const runs = [await replay(1), await replay(2), await replay(3)];
    const people = judging(engine);
    const tidy = (): void => {
      for (const run of runs) {
        people.remove(run.id);
        people.unapprove(run.id);
      }
    };
    await fc.assert(
      fc
        .asyncProperty(fc.array(act, { minLength: 2, maxLength: 10, size: "max" }), async (acts) => {
          for (const one of acts) {
            const runId = runs[one.version - 1]?.id ?? "";
            if (one.kind === "give") people.give(runId, one.verdict);
            else if (one.kind === "approve") await people.approve(runId, one.rule);
            else people[one.kind](runId);
          }
          const wanted = expected(acts);
          expect(runs.map((run) => statuses(engine, run.id)[0])).toEqual(wanted);
          for (const [at, run] of runs.entries()) {
            const { passed, failed, unevaluated } = engine.services.replays.get(run.id).progress;
            expect({ passed, failed, unevaluated }).toEqual({
              passed: wanted[at] === "passed" ? 1 : 0,
              failed: wanted[at] === "failed" ? 1 : 0,
              unevaluated: wanted[at] === "unevaluated" ? 1 : 0,
            });
          }
          // What is replayed only now stands as what was there.
          const again = await replay((acts.length % 3) + 1);
          expect(statuses(engine, again.id)).toEqual([wanted[acts.length % 3]]);
          engine.services.replays.remove(again.id);
        })
        .afterEach(tidy),
      { numRuns: 120 },
    );
  },
);
