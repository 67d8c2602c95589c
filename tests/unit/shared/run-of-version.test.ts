import { describe, expect, it } from "vitest";
import {
  newestCompleteRun,
  isRunOfModel,
  modelOfRun,
  runOfVersion,
  runsByVersion,
  wholeSetRuns,
} from "../../../shared/rules/run-of-version.ts";
import { makeRun, model } from "../renderer/workbench/make.ts";

const pinned = { history: "pinned", baselineRunId: "1" } as const;
const status = (of: "running" | "incomplete" | "cancelled" | "interrupted") => ({ status: of });

describe("runOfVersion", () => {
  it.each([
    ["a newer pinned one", makeRun("9", 1, pinned)],
    ["a newer one over picked conversations", makeRun("9", 1, { partial: true })],
    ["a newer one in which calls failed", makeRun("9", 1, {}, status("incomplete"))],
    ["a newer one that is under way", makeRun("9", 1, {}, status("running"))],
    ["a newer one that was stopped", makeRun("9", 1, {}, status("cancelled"))],
    ["a newer one whose process ended", makeRun("9", 1, {}, status("interrupted"))],
  ])("takes the newest complete live run before %s", (_, newer) => {
    expect(runOfVersion([newer, makeRun("8", 1), makeRun("7", 1)])?.id).toBe("8");
  });

  it("takes a pinned one only where there is no other, and never one over picked conversations", () => {
    expect(runOfVersion([makeRun("9", 1, pinned), makeRun("8", 1, {}, status("cancelled"))])?.id).toBe("9");
    expect(runOfVersion([makeRun("9", 1, { partial: true })])).toBeNull();
    expect(runOfVersion([])).toBeNull();
  });

  it("takes one in which calls failed only where none is complete", () => {
    expect(runOfVersion([makeRun("9", 1, {}, status("incomplete"))])?.id).toBe("9");
    expect(newestCompleteRun([makeRun("9", 1, {}, status("incomplete"))])).toBeNull();
    expect(runOfVersion([makeRun("9", 1, {}, { status: "incomplete", recorded: 0 })])).toBeNull();
  });
});

describe("runsByVersion", () => {
  it("has what stands for each version, of one model where it is named", () => {
    const other = { ...model, model: "other" };
    const runs = [makeRun("5", 2, { model: other }), makeRun("4", 2, pinned), makeRun("3", 2), makeRun("2", null)];
    const ids = (named: typeof model | null) => [...runsByVersion(runs, named)].map(([side, { id }]) => [side, id]);
    expect(ids(null)).toEqual([
      [2, "5"],
      ["draft", "2"],
    ]);
    expect(ids(model)).toEqual([
      [2, "3"],
      ["draft", "2"],
    ]);
  });
});

describe("wholeRuns", () => {
  it("leaves out pinned runs wherever there is a live one", () => {
    const live = makeRun("1", 1);
    expect(wholeSetRuns([makeRun("2", 1, pinned), live])).toEqual([live]);
    expect(wholeSetRuns([makeRun("2", 1, pinned)])).toHaveLength(1);
  });
});

describe("isOfModel", () => {
  const of = (path: string, other: string) =>
    isRunOfModel({ model: { ...model, model: path } }, { ...model, model: other });
  it.each([
    ["bot.yaml", "/home/ada/shop/bot.yaml"],
    ["./bot.yaml", "bot.yaml"],
    ["rules/bot.yaml", "/home/ada/shop/rules/bot.yaml"],
    ["../shop/bot.yaml", "/home/ada/shop/bot.yaml"],
    ["rules\\bot.yaml", "C:\\shop\\rules\\bot.yaml"],
  ])("takes a rules file for the same by %s and %s", (one, other) => {
    expect(of(one, other)).toBe(true);
    expect(of(other, one)).toBe(true);
  });
  it("goes by the file that a path leads to wherever both are known, whatever they are called", () => {
    const named = (path: string, rulesFileId?: string) => ({ model: { ...model, model: path }, rulesFileId });
    const is = (one: ReturnType<typeof named>, other: ReturnType<typeof named>) => isRunOfModel(one, modelOfRun(other));
    expect(is(named("bot.yaml", "1:7"), named("current.yaml", "1:7"))).toBe(true);
    expect(is(named("bot.yaml", "1:7"), named("/other/shop/bot.yaml", "1:8"))).toBe(false);
    // One name is one model, also where its link was pointed at another file since.
    expect(is(named("bot.yaml", "1:7"), named("bot.yaml", "1:8"))).toBe(true);
    expect(is(named("bot.yaml", "1:7"), named("/gone/shop/bot.yaml"))).toBe(true);
    expect(is(named("bot.yaml", "1:7"), named("current.yaml"))).toBe(false);
  });
  it("keeps files of other names or folders apart, and every other model by its very name and address", () => {
    expect(of("a/bot.yaml", "b/bot.yaml")).toBe(false);
    expect(of("robot.yaml", "bot.yaml")).toBe(false);
    const small = { provider: "openai-compatible", model: "small", baseUrl: null, settings: {} } as const;
    expect(isRunOfModel({ model: small }, { ...small, model: "acme/small" })).toBe(false);
    expect(isRunOfModel({ model: small }, { ...small, baseUrl: "http://127.0.0.1:1/v1" })).toBe(false);
    expect(isRunOfModel({ model: small }, { ...small, settings: { temperature: 0 } })).toBe(true);
  });
});
