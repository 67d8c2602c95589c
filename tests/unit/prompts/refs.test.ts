import { describe, expect, it } from "vitest";
import { commitText, getDraft, saveDraft } from "../../../electron/engine/prompts/drafts.ts";
import { createPrompt } from "../../../electron/engine/prompts/prompts.ts";
import { resolveRef } from "../../../electron/engine/prompts/refs.ts";
import { labelNameSchema } from "../../../shared/domain/prompt.ts";
import { problemOf } from "../../fixtures/engine/problem-of.ts";
import { testStore } from "../../fixtures/engine/test-store.ts";

function history() {
  const store = testStore();
  const prompt = createPrompt(store, "lex", "");
  const versions = ["One.", "Two.", "Three."].map((text) => commitText(store, prompt.id, text, "m", null));
  store.write(() =>
    store.labels.set(Number(prompt.id), "production", Number(versions[1]?.id), "2026-01-01T00:00:00.000Z"),
  );
  const resolve = (ref: string) => resolveRef(store, prompt, ref);
  const number = (ref: string) => {
    const resolved = resolve(ref);
    return resolved.kind === "version" ? resolved.version.number : resolved.kind;
  };
  return { store, prompt, versions, resolve, number };
}

describe("a REF", () => {
  it.each([
    ["v3", 3],
    ["V1", 1],
    ["2", 2],
    ["production", 2],
    ["latest", 3],
    ["draft", "draft"],
  ])("%s names the version it says", (ref, expected) => {
    expect(history().number(ref)).toBe(expected);
  });

  it("of at least six digits of a hash finds its version, in capitals as well", () => {
    const { versions, number } = history();
    expect(number(versions[0]?.sha256.slice(0, 6) ?? "")).toBe(1);
    expect(number((versions[1]?.sha256 ?? "").toUpperCase())).toBe(2);
  });

  it.each(["v4", "0", "v0", "99999999999", "ghost", "", "%", "______", "v1 "])(
    "%j names nothing, and the message says what would",
    async (ref) => {
      const problem = await problemOf(() => history().resolve(ref));
      expect(problem.code).toBe("not-found");
      expect(problem.message).toMatch(/newest version is v3/);
    },
  );

  it("of fewer than six digits of a hash is not taken for one", async () => {
    const { versions, resolve } = history();
    const short = versions.map((one) => one.sha256.slice(0, 5)).find((prefix) => !/^\d+$/.test(prefix)) ?? "abcde";
    expect((await problemOf(() => resolve(short))).code).toBe("not-found");
  });

  it("whose hash prefix fits several texts is refused and names them", async () => {
    const { store, prompt, resolve } = history();
    // Found by search: the SHA-256 of both texts starts with d2b234.
    commitText(store, prompt.id, "Text 4701.", "m", null);
    commitText(store, prompt.id, "Text 5018.", "m", null);
    const problem = await problemOf(() => resolve("d2b234"));
    expect(problem.code).toBe("ambiguous");
    expect(problem.message).toContain("v5");
    expect(problem.message).toContain("v4");
  });

  it("whose hash prefix fits one text committed twice takes the newest of them", () => {
    const { store, prompt, versions, number } = history();
    commitText(store, prompt.id, "One.", "again", null);
    expect(number(versions[0]?.sha256.slice(0, 12) ?? "")).toBe(4);
  });

  it("draft gives the words as they are typed, with their settings", () => {
    const { store, prompt, resolve } = history();
    const { revision } = getDraft(store, prompt.id);
    saveDraft(store, { promptId: prompt.id, branch: "main", text: "Typed.", settings: { seed: 4 }, revision });
    expect(resolve("draft")).toEqual({ kind: "draft", text: "Typed.", settings: { seed: 4 } });
  });

  it("latest of a prompt without versions says to commit one", async () => {
    const store = testStore();
    const prompt = createPrompt(store, "new", "");
    expect((await problemOf(() => resolveRef(store, prompt, "latest"))).message).toMatch(/Commit one first/);
  });

  it("can never be mistaken: labels that look like another kind are refused", () => {
    for (const name of ["v3", "3", "latest", "draft", "Draft", "abcdef", "DEADBEEF", "", "-x", "a b"]) {
      expect(labelNameSchema.safeParse(name).success, name).toBe(false);
    }
    for (const name of ["production", "team/candidate", "v3-rc", "abcde"]) {
      expect(labelNameSchema.safeParse(name).success, name).toBe(true);
    }
  });
});
