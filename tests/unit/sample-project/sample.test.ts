import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSandbox, type Sandbox } from "../../../electron/engine/checks/sandbox/sandbox.ts";
import { sampleProject } from "../../../electron/engine/sample-project/sample-project.ts";
import { conversationSchema, type Conversation } from "../../../shared/domain/conversation.ts";
import { labelNameSchema, promptNameSchema } from "../../../shared/domain/prompt.ts";
import { replay as replayOne, replayAll as replaySet, versionText } from "./replay-sample.ts";

let runner: Sandbox;
beforeAll(() => {
  runner = createSandbox();
});
afterAll(() => runner.close());

const replayAll = (text: string) => replaySet(text, runner);
const replay = (text: string, conversation: Conversation, sampleIndex: number) =>
  replayOne(text, conversation, runner, sampleIndex);

/** Their replies are drawn: which one comes depends on the exact wording of the prompt. */
const drawn = ["flatmate-window", "lost-parcel", "zero-hours", "gym-contract"];

async function between(before: string, after: string) {
  const old = await replayAll(before);
  const rows = [...(await replayAll(after))].map(([id, now]) => {
    const then = old.get(id);
    if (!then) throw new Error(`no conversation ${id}`);
    return { id, was: then.passed, is: now.passed, changed: then.replies.join("\0") !== now.replies.join("\0") };
  });
  const ids = (keep: (row: (typeof rows)[number]) => boolean) => rows.filter(keep).map((row) => row.id);
  return {
    broke: ids((row) => row.was && !row.is),
    fixed: ids((row) => !row.was && row.is),
    stillFailing: ids((row) => !row.was && !row.is),
    quietlyChanged: ids((row) => row.was && row.is && row.changed),
    unchanged: ids((row) => !row.changed),
  };
}

function versions(before: number, after: number) {
  return between(versionText(before), versionText(after));
}

/** What an edit of a version does, leaving out the conversations whose replies are drawn. */
async function edit(number: number, change: (text: string) => string) {
  const text = versionText(number);
  const changed = change(text);
  expect(changed).not.toBe(text);
  const { broke, fixed, unchanged } = await between(text, changed);
  const settled = (ids: string[]) => ids.filter((id) => !drawn.includes(id));
  return { broke: settled(broke), fixed: settled(fixed), unchanged };
}

/** How many of so many samples pass. */
async function passesOf(text: string, conversation: Conversation, samples: number): Promise<number> {
  let passed = 0;
  for (let at = 0; at < samples; at += 1) {
    if ((await replay(text, conversation, at)).passed) passed += 1;
  }
  return passed;
}

/** Some replies are drawn, so a rule counts as guarded where no sample passes any more without it. */
async function isGuarded(rule: string): Promise<boolean> {
  const kept = versionText(7);
  for (const conversation of sampleProject.conversations) {
    const fails = (await passesOf(without(rule)(kept), conversation, 5)) === 0;
    if (fails && (await passesOf(kept, conversation, 5)) > 0) return true;
  }
  return false;
}

const without = (part: string) => (text: string) =>
  text
    .split("\n")
    .filter((line) => !line.includes(part))
    .join("\n");
const plus = (line: string) => (text: string) => `${text}\n- ${line}\n`;

describe("the sample's parts", () => {
  it("are valid, with ids and titles that are unique", async () => {
    for (const conversation of sampleProject.conversations) {
      expect(conversationSchema.parse(conversation)).toEqual(conversation);
      expect(conversation.title).not.toBe("");
      expect(conversation.tags.length).toBeGreaterThan(0);
    }
    const ids = sampleProject.conversations.map((each) => each.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(sampleProject.conversations.map((each) => each.title)).size).toBe(ids.length);
    expect(promptNameSchema.parse(sampleProject.promptName)).toBe("legal-advice");
  });

  it("have enough conversations, of one turn and of several, one with a fixed reply", async () => {
    const userTurns = sampleProject.conversations.map(
      (each) => each.turns.filter((turn) => turn.role === "user").length,
    );
    expect(userTurns.length).toBeGreaterThanOrEqual(28);
    expect(userTurns.filter((count) => count > 1).length).toBeGreaterThanOrEqual(8);
    expect(Math.max(...userTurns)).toBe(4);
    const fixed = sampleProject.conversations.filter((each) => each.turns.some((turn) => turn.role === "assistant"));
    expect(fixed.map((each) => each.id)).toEqual(["zero-hours"]);
  });

  it("have versions that each change a line or two of the one before", async () => {
    expect(sampleProject.versions.length).toBe(7);
    sampleProject.versions.slice(1).forEach((version, at) => {
      const before = new Set(versionText(at + 1).split("\n"));
      const added = version.text.split("\n").filter((line) => !before.has(line));
      expect(added.length).toBeGreaterThan(0);
      expect(added.length).toBeLessThanOrEqual(2);
    });
    const labels = sampleProject.versions.flatMap((version) =>
      version.label ? [labelNameSchema.parse(version.label)] : [],
    );
    expect(labels).toEqual(["production", "candidate"]);
  });

  it("answer each conversation in its own words, without a mark of the rules left over", async () => {
    for (const { text } of sampleProject.versions) {
      const replies = [...(await replayAll(text)).values()].flatMap((each) => each.replies);
      for (const reply of replies) {
        expect(reply).not.toMatch(/<\/?[a-z]+\/?>|\$\d| {2}|\s$|\n{3}/);
        expect(reply).not.toContain("Could you tell me a little more about what happened");
      }
    }
    const first = [...(await replayAll(versionText(1))).values()].map((each) => each.replies[0]);
    expect(new Set(first).size).toBe(first.length);
  });
});

describe("the sample's story, with one sample", () => {
  it("v1 recommends a competitor", async () => {
    const failing = [...(await replayAll(versionText(1)))].filter(([, each]) => !each.passed).map(([id]) => id);
    expect(failing.sort()).toEqual(
      ["boiler-and-rent", "cheaper-firm", "second-opinion", "time-limits-as-json", "weekend-help"].sort(),
    );
    const weekend = (await replayAll(versionText(1))).get("weekend-help");
    expect(weekend?.replies[0]).toContain("https://lexdirect.example.com");
  });

  it("v2 forbids competitors and invents a phone number", async () => {
    const { broke, fixed, stillFailing } = await versions(1, 2);
    expect(fixed).toEqual(["weekend-help", "cheaper-firm"]);
    expect(broke).toEqual(["how-to-reach-you", "speak-to-a-solicitor", "unpaid-wages"]);
    expect(stillFailing).toContain("second-opinion");
    expect((await replayAll(versionText(2))).get("how-to-reach-you")?.replies[0]).toContain("555-0142");
  });

  it("v3 forbids made-up numbers and gives out somebody else's", async () => {
    const { broke, fixed, stillFailing } = await versions(2, 3);
    expect(fixed).toEqual(["speak-to-a-solicitor"]);
    expect(broke).toEqual(["wrong-payslip"]);
    expect(stillFailing).toEqual(expect.arrayContaining(["how-to-reach-you", "unpaid-wages"]));
    expect((await replayAll(versionText(3))).get("speak-to-a-solicitor")?.replies[0]).toContain("555-0173");
  });

  it("v4 allows only listed details and refuses whatever smells of contact", async () => {
    const { broke, fixed } = await versions(3, 4);
    expect(fixed).toEqual(["how-to-reach-you", "wrong-payslip"]);
    expect(broke).toEqual(["speak-to-a-solicitor", "conciliation-deadline", "calls-while-sick"]);
  });

  it("v5 lists the details, then grows too long and forgets the closing sentence", async () => {
    const { broke, fixed } = await versions(4, 5);
    expect(fixed).toEqual(["second-opinion", "speak-to-a-solicitor", "conciliation-deadline", "calls-while-sick"]);
    expect(broke).toEqual(["will-i-win", "cancel-online-order"]);
  });

  it("v6 asks for short answers and loses the time limits", async () => {
    const { broke, fixed } = await versions(5, 6);
    expect(fixed).toEqual(["will-i-win"]);
    const timeLimits = ["deposit-not-protected", "dismissed-without-reason", "dead-laptop"];
    expect(broke).toEqual(expect.arrayContaining([...timeLimits, "mould-step-by-step"]));
  });

  it("v7 protects them, and three conversations still fail", async () => {
    const { broke, stillFailing } = await versions(6, 7);
    expect(broke).toEqual([]);
    expect(stillFailing).toEqual(["boiler-and-rent", "mould-step-by-step", "time-limits-as-json"]);
  });

  it("the candidate fixes three and breaks one against production", async () => {
    const { broke, fixed } = await versions(5, 7);
    expect(fixed.sort()).toEqual(["cancel-online-order", "unpaid-wages", "will-i-win"]);
    expect(broke).toEqual(["mould-step-by-step"]);
  });

  it("leaves many replies unchanged, and changes some that go on passing", async () => {
    for (let number = 2; number <= sampleProject.versions.length; number += 1) {
      expect((await versions(number - 1, number)).unchanged.length).toBeGreaterThanOrEqual(16);
    }
    expect((await versions(4, 5)).quietlyChanged).toContain("how-to-reach-you");
    expect((await versions(5, 7)).quietlyChanged.length).toBeGreaterThanOrEqual(2);
  });

  it("lets a later turn depend on an earlier reply", async () => {
    const laptop = (await replayAll(versionText(7))).get("dead-laptop");
    const drifted = (await replayAll(versionText(6))).get("dead-laptop");
    expect(laptop?.replies[1]).toContain("the choice is yours");
    expect(drifted?.replies[1]).toContain("give the shop one chance");
  });
});

describe("several samples", () => {
  it("show the three flaky conversations, and only those", async () => {
    const flaky: string[] = [];
    for (const conversation of sampleProject.conversations) {
      const passed = await passesOf(versionText(7), conversation, 12);
      if (passed > 0 && passed < 12) flaky.push(conversation.id);
    }
    expect(flaky.sort()).toEqual(["flatmate-window", "lost-parcel", "zero-hours"]);
  });
});

describe("free edits", () => {
  it("bring the competitor back when the line that forbids it goes", async () => {
    const { broke } = await edit(7, without("Do not mention competitors"));
    expect(broke).toEqual(["weekend-help", "cheaper-firm", "second-opinion"]);
  });

  it.each(["Avoid naming other law firms.", "Never recommend a rival to anybody.", "Don't mention LexDirect."])(
    "understand another wording: %s",
    async (line) => {
      expect((await edit(1, plus(line))).fixed).toEqual(["weekend-help", "cheaper-firm"]);
    },
  );

  it("find one line that does harm", async () => {
    expect(await edit(7, without("Keep a positive tone"))).toMatchObject({ broke: [], fixed: ["boiler-and-rent"] });
  });

  it("find one rule that no conversation guards, while the other rules are guarded", async () => {
    const rules = versionText(7)
      .split("\n")
      .filter((line) => line.startsWith("- ") && !line.includes("You explain the law on"));
    const unguarded: string[] = [];
    for (const rule of rules) {
      if (!(await isGuarded(rule))) unguarded.push(rule);
    }
    expect(unguarded).toEqual([
      "- Keep a positive tone: do not dwell on what can go wrong.",
      "- Do not comment on party politics or on laws that are still being debated.",
    ]);
  });

  it("can mend what still fails", async () => {
    const asJson = await edit(7, plus("When JSON is asked for, reply with JSON only."));
    expect(asJson.fixed).toEqual(["time-limits-as-json"]);
    expect((await edit(7, without("Keep answers short"))).fixed).toEqual(["mould-step-by-step"]);
  });

  it.each([
    ["Be brief.", 5],
    ["Use bullet points for steps.", 3],
    ["Use a friendly tone.", 20],
    ["Be formal.", 20],
    ["Sign off with the firm's name.", 20],
    ["Show empathy.", 15],
    ["Put time limits in bold.", 10],
  ])("show in the replies: %s", async (line, atLeast) => {
    const { unchanged } = await edit(1, plus(line));
    expect(sampleProject.conversations.length - unchanged.length).toBeGreaterThanOrEqual(atLeast);
  });

  it("may do nothing at all", async () => {
    const { broke, fixed, unchanged } = await edit(7, plus("Answer in German."));
    expect({ broke, fixed }).toEqual({ broke: [], fixed: [] });
    expect(sampleProject.conversations.filter(({ id }) => !unchanged.includes(id) && !drawn.includes(id))).toEqual([]);
  });
});
