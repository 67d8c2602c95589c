import { describe, expect, it } from "vitest";
import { chordOf, type KeyPress, matchKeys, worksWhileTyping } from "../../../../renderer/shell/commands.ts";
import { keyCaps } from "../../../../renderer/ui/button.tsx";

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

describe("reading a key press", () => {
  it("takes ⌘ for Mod on a Mac and Ctrl elsewhere", () => {
    expect(chordOf(press("k", { metaKey: true }), true)).toBe("Mod+k");
    expect(chordOf(press("k", { ctrlKey: true }), false)).toBe("Mod+k");
    expect(chordOf(press("k", { ctrlKey: true }), true)).toBe("Ctrl+k");
  });

  it("reads Shift with a letter as a chord of its own, but not with a sign that needs it", () => {
    expect(chordOf(press("G", { shiftKey: true }), false)).toBe("Shift+g");
    expect(chordOf(press("?", { shiftKey: true }), false)).toBe("?");
  });

  it("waits for the key when only a modifier is down", () => {
    expect(chordOf(press("Shift", { shiftKey: true }), false)).toBeNull();
  });

  it("lets only chords that write nothing act while a person types", () => {
    expect(worksWhileTyping("Mod+Enter")).toBe(true);
    expect(worksWhileTyping("g")).toBe(false);
    expect(worksWhileTyping("Shift+g")).toBe(false);
  });
});

describe("matching keys", () => {
  const bindings = [
    { keys: "g w", target: "workbench" },
    { keys: "g", target: "good" },
    { keys: "n", target: "new" },
  ];

  it("waits after a key that starts a longer shortcut, and remembers what it means alone", () => {
    expect(matchKeys(["g"], bindings)).toEqual({ kind: "wait", target: "good" });
    expect(matchKeys(["g", "w"], bindings)).toEqual({ kind: "run", target: "workbench" });
  });

  it("runs a single key at once and ignores what nobody bound", () => {
    expect(matchKeys(["n"], bindings)).toEqual({ kind: "run", target: "new" });
    expect(matchKeys(["g", "x"], bindings)).toEqual({ kind: "none" });
  });
});

describe("drawing a shortcut", () => {
  it("shows the caps of the machine", () => {
    expect(keyCaps("Mod+Enter", true)).toEqual([["⌘", "↵"]]);
    expect(keyCaps("Mod+s", false)).toEqual([["Ctrl", "S"]]);
    expect(keyCaps("g w", false)).toEqual([["g"], ["w"]]);
  });
});
