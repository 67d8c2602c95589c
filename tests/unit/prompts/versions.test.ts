import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { commitDraft, commitText, getDraft, saveDraft } from "../../../electron/engine/prompts/drafts.ts";
import {
  removeLabel,
  setLabel,
  removeVersion,
  requireVersionText,
  restoreVersion,
} from "../../../electron/engine/prompts/versions.ts";
import { createPrompt, removePrompt, renamePrompt } from "../../../electron/engine/prompts/prompts.ts";
import { openProject } from "../../../electron/engine/project.ts";
import type { Store } from "../../../electron/engine/store/store.ts";
import { problemOf } from "../../fixtures/engine/problem-of.ts";
import { testStore } from "../../fixtures/engine/test-store.ts";

function withPrompt(...texts: string[]): { store: Store; id: string } {
  const store = testStore();
  const { id } = createPrompt(store, "lex", "");
  for (const text of texts) commitText(store, id, text, "a change", null);
  return { store, id };
}

function edit(store: Store, id: string, text: string, settings = {}): void {
  saveDraft(store, { promptId: id, branch: "main", text, settings, revision: getDraft(store, id).revision });
}

describe("a commit", () => {
  it("makes a numbered version with its parent and the SHA-256 of the text's bytes", () => {
    const { store, id } = withPrompt("Höflich.\n", "Höflich.\nKnapp.\n");
    const [second, first] = store.versions.list(Number(id));
    expect(first).toMatchObject({ number: 1, parentNumber: null, added: 1, removed: 0 });
    expect(second).toMatchObject({ number: 2, parentNumber: 1, added: 1, removed: 0 });
    expect(second?.sha256).toBe(createHash("sha256").update(Buffer.from("Höflich.\nKnapp.\n", "utf8")).digest("hex"));
  });

  it("counts only the lines that changed, with a line end behind the last one or without", () => {
    const { store, id } = withPrompt("One.", "One.\nTwo.", "One.\nTwo.\nThree.\n", "One.\nThree.");
    const counts = store.versions.list(Number(id)).map(({ added, removed }) => [added, removed]);
    expect(counts).toEqual([
      [0, 1],
      [1, 0],
      [1, 0],
      [1, 0],
    ]);
  });

  it("keeps the text byte for byte, spaces, tabs and line ends included", () => {
    const text = "  a\r\n\tb\u00a0\u2028c \n\n";
    const { store, id } = withPrompt(text);
    expect(requireVersionText(store, id, 1).text).toBe(text);
  });

  it.each(["", " \n\t "])("of nothing but space (%j) is refused", async (text) => {
    const { store, id } = withPrompt();
    expect((await problemOf(() => commitText(store, id, text, "m", null))).code).toBe("bad-input");
    expect(store.versions.list(Number(id))).toEqual([]);
  });

  it("without a change is refused and leaves no version, label or draft behind", async () => {
    const { store, id } = withPrompt("One.");
    const before = getDraft(store, id);
    expect((await problemOf(() => commitText(store, id, "One.", "m", "candidate"))).code).toBe("unchanged");
    expect((await problemOf(() => commitDraft(store, id, "m", "candidate"))).code).toBe("unchanged");
    expect(store.versions.list(Number(id))).toHaveLength(1);
    expect(store.versions.byLabel(Number(id), "candidate")).toBeNull();
    expect(getDraft(store, id)).toEqual(before);
  });

  it("of settings alone is a change", () => {
    const { store, id } = withPrompt("One.");
    edit(store, id, "One.", { temperature: 0 });
    expect(commitDraft(store, id, "colder", null)).toMatchObject({ number: 2, settings: { temperature: 0 } });
  });
});

describe("counts that an earlier build stored", () => {
  it("are brought right when the project is opened, and only once", () => {
    const { store, id } = withPrompt("One.", "One.\nTwo.");
    const [second] = store.versions.list(Number(id));
    store.write(() => {
      store.versions.setCounts(Number(second?.id), { added: 2, removed: 1 });
      // Projects of that build have no word on their counts.
      store.settings.set("lineCounts", "");
    });
    store.close();
    const opened = openProject(store.file, null);
    expect(opened.versions.list(Number(id))[0]).toMatchObject({ added: 1, removed: 0 });
    opened.write(() => opened.versions.setCounts(Number(second?.id), { added: 9, removed: 9 }));
    opened.close();
    const again = openProject(store.file, null);
    expect(again.versions.list(Number(id))[0]).toMatchObject({ added: 9, removed: 9 });
    again.close();
  });
});

describe("the draft", () => {
  it("refuses a save that names an older revision and overwrites nothing", async () => {
    const { store, id } = withPrompt("One.");
    const { revision } = getDraft(store, id);
    saveDraft(store, { promptId: id, branch: "main", text: "Mine.", settings: {}, revision });
    const late = () => saveDraft(store, { promptId: id, branch: "main", text: "Theirs.", settings: {}, revision });
    expect((await problemOf(late)).code).toBe("conflict");
    expect(getDraft(store, id).text).toBe("Mine.");
  });

  it("goes on from the version it was committed as", () => {
    const { store, id } = withPrompt("One.");
    edit(store, id, "Two.");
    commitDraft(store, id, "m", null);
    expect(getDraft(store, id)).toMatchObject({ text: "Two.", baseNumber: 2 });
  });

  it("moves along with a commit from outside when nobody has edited it", () => {
    const { store, id } = withPrompt("One.", "Two.");
    expect(getDraft(store, id)).toMatchObject({ text: "Two.", baseNumber: 2 });
  });

  it("stays as it is, on its own version, when somebody has edited it", () => {
    const { store, id } = withPrompt("One.");
    edit(store, id, "My edit.");
    commitText(store, id, "Two.", "from outside", null);
    expect(getDraft(store, id)).toMatchObject({ text: "My edit.", baseNumber: 1 });
    expect(commitDraft(store, id, "mine", null)).toMatchObject({ number: 3, parentNumber: 1 });
  });

  it("counts as edited when only its settings are, so a commit from outside does not wipe them", () => {
    const { store, id } = withPrompt("One.");
    edit(store, id, "One.", { temperature: 0.3 });
    commitText(store, id, "Two.", "from outside", null);
    expect(getDraft(store, id)).toMatchObject({ text: "One.", settings: { temperature: 0.3 }, baseNumber: 1 });
  });
});

describe("a label", () => {
  it("is on one version at a time and moves", () => {
    const { store, id } = withPrompt("One.", "Two.");
    setLabel(store, id, 1, "production");
    setLabel(store, id, 2, "production");
    expect(store.versions.list(Number(id)).map((one) => one.labels)).toEqual([["production"], []]);
    removeLabel(store, id, "production");
    expect(store.versions.byLabel(Number(id), "production")).toBeNull();
  });

  it("of one prompt says nothing about another prompt", () => {
    const { store, id } = withPrompt("One.");
    const other = createPrompt(store, "other", "").id;
    commitText(store, other, "Other.", "m", "production");
    setLabel(store, id, 1, "production");
    expect(store.versions.byLabel(Number(other), "production")?.promptId).toBe(other);
  });

  it("that nothing bears cannot be removed, and none goes on a version that is not there", async () => {
    const { store, id } = withPrompt("One.");
    expect((await problemOf(() => removeLabel(store, id, "ghost"))).code).toBe("not-found");
    expect((await problemOf(() => setLabel(store, id, 7, "ghost"))).code).toBe("not-found");
  });
});

describe("restoring", () => {
  it("makes a new version with the old text and moves the draft there", () => {
    const { store, id } = withPrompt("One.", "Two.");
    expect(restoreVersion(store, id, 1)).toMatchObject({ number: 3, parentNumber: 2 });
    expect(requireVersionText(store, id, 3).text).toBe("One.");
    expect(getDraft(store, id)).toMatchObject({ text: "One.", baseNumber: 3 });
  });

  it("what is the newest already is refused", async () => {
    const { store, id } = withPrompt("One.");
    expect((await problemOf(() => restoreVersion(store, id, 1))).code).toBe("unchanged");
  });
});

describe("removing", () => {
  it("a labelled version, or the one the draft stands on, is refused", async () => {
    const { store, id } = withPrompt("One.", "Two.");
    setLabel(store, id, 1, "production");
    expect((await problemOf(() => removeVersion(store, id, 1))).code).toBe("conflict");
    expect((await problemOf(() => removeVersion(store, id, 2))).code).toBe("conflict");
  });

  it("a version never frees its number", () => {
    const { store, id } = withPrompt("One.", "Two.", "Three.");
    removeVersion(store, id, 2);
    expect(commitText(store, id, "Four.", "m", null).number).toBe(4);
    expect(store.versions.list(Number(id)).map((one) => one.number)).toEqual([4, 3, 1]);
    expect(store.versions.byNumber(Number(id), 3)?.parentNumber).toBe(2);
  });

  it("a prompt frees its name, and a taken name is refused", async () => {
    const { store, id } = withPrompt("One.");
    expect((await problemOf(() => createPrompt(store, "lex", ""))).code).toBe("conflict");
    const other = createPrompt(store, "other", "").id;
    expect((await problemOf(() => renamePrompt(store, other, "lex"))).code).toBe("conflict");
    removePrompt(store, id);
    renamePrompt(store, other, "lex");
    expect(store.prompts.list().map((one) => one.name)).toEqual(["lex"]);
  });
});
