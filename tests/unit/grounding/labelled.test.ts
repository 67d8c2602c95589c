import { describe, expect, it } from "vitest";
import { extractFacts } from "../../../electron/engine/grounding/extract-facts.ts";
import { isFigureFact } from "../../../shared/domain/fact.ts";
import { labelled, score } from "./labelled.ts";

const halves = ["tuning", "held-out"] as const;

describe("flags on replies that were labelled by hand", () => {
  it("has 150 of them or more, about half held out", () => {
    expect(labelled.length).toBeGreaterThanOrEqual(150);
    const heldOut = labelled.filter(({ half }) => half === "held-out").length;
    expect(heldOut / labelled.length).toBeGreaterThan(0.4);
    for (const one of labelled) for (const { text } of one.flags) expect(one.reply).toContain(text);
  });

  for (const half of halves) {
    it(`finds 95% and more of what is to be flagged in the ${half} half, and little else`, () => {
      const { precision, recall, missed, wrong } = score(labelled.filter((one) => one.half === half));
      expect(precision, wrong.join("\n")).toBeGreaterThanOrEqual(0.95);
      expect(recall, missed.join("\n")).toBeGreaterThanOrEqual(0.95);
    });
  }

  it("is as good without the figures, which are not counted as flags unless asked for", () => {
    const { precision, recall } = score(labelled, (kind) => !isFigureFact({ kind }));
    expect(precision).toBeGreaterThanOrEqual(0.95);
    expect(recall).toBeGreaterThanOrEqual(0.95);
  });

  it("never flags a phone number that its sources have in another format", () => {
    const given = labelled.filter(({ system, user, country }) =>
      extractFacts(`${system}\n${user}`, { country, organisations: [] }).some(({ kind }) => kind === "phone"),
    );
    expect(given.length).toBeGreaterThan(20);
    const { wrong } = score(given, (kind) => kind === "phone");
    expect(wrong).toEqual([]);
  });
});
