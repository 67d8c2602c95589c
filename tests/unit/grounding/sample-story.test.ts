import { afterAll, describe, expect, it } from "vitest";
import { createSandbox } from "../../../electron/engine/checks/sandbox/sandbox.ts";
import { createSourceReader } from "../../../electron/engine/grounding/fact-sources.ts";
import { findUnsupportedFacts } from "../../../electron/engine/grounding/unsupported-facts.ts";
import { sampleProject } from "../../../electron/engine/sample-project/sample-project.ts";
import { factSettingsSchema, isFigureFact } from "../../../shared/domain/fact.ts";
import { userTurns } from "../../../shared/domain/conversation.ts";
import { replayAll, versionText } from "../sample-project/replay-sample.ts";

const sandbox = createSandbox({ limitMs: 1_000 });
afterAll(() => sandbox.close());
const settings = factSettingsSchema.parse({});

async function flagsOf(system: string): Promise<string[]> {
  const reader = createSourceReader(settings);
  const replayed = await replayAll(system, sandbox);
  return sampleProject.conversations
    .flatMap(({ id, turns }) => {
      const asked = userTurns(turns);
      const live = asked.filter(({ fixed }) => fixed === null);
      return (replayed.get(id)?.replies ?? []).flatMap((reply, at) =>
        findUnsupportedFacts(reply, settings, () => reader.before(system, asked, live[at]?.index ?? 0)).map(
          (fact) =>
            `${id}: ${fact.kind} ${fact.text}${fact.owner === null ? "" : ` of ${fact.owner}`}${isFigureFact(fact) ? " (figure)" : ""}`,
        ),
      );
    })
    .sort();
}

const borrowed = "phone 555-0173 of Tenants' Emergency Line";

/** All there is to flag in the seven versions, figures included: the story of the sample, and nothing else. */
const story: readonly (readonly string[])[] = [
  ["cheaper-firm", "second-opinion", "weekend-help"].map((id) => `${id}: url https://lexdirect.example.com`),
  ["how-to-reach-you", "second-opinion", "speak-to-a-solicitor", "unpaid-wages"].map((id) => `${id}: phone 555-0142`),
  ["how-to-reach-you", "second-opinion", "speak-to-a-solicitor", "unpaid-wages", "wrong-payslip"].map(
    (id) => `${id}: ${borrowed}`,
  ),
  [],
  [],
  [],
  [],
];

describe("flags on the sample's story", () => {
  for (const [at, flags] of story.entries()) {
    it(`of version ${at + 1} are ${flags.length === 0 ? "none" : flags.join(", ")}`, async () => {
      expect(await flagsOf(versionText(at + 1))).toEqual(flags);
    });
  }

  it("name the extension that it embroiders when nothing holds it back", async () => {
    const loose = versionText(5).replace(/^- Only give contact details.*\n/m, "");
    expect(await flagsOf(loose)).toContain("speak-to-a-solicitor: phone extension 214");
  });
});
