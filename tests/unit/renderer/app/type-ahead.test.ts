import { beforeEach, describe, expect, it } from "vitest";
import {
  closePalette,
  openPalette,
  paletteIsReady,
  paletteState,
  typeAhead,
} from "../../../../renderer/palette/palette-state.ts";

const press = (key: string, more: { ctrlKey?: boolean } = {}): boolean =>
  typeAhead({ key, ctrlKey: false, metaKey: false, altKey: false, ...more });
const search = (): string => paletteState.getState().search;

describe("keys between asking for the palette and its field's focus", () => {
  beforeEach(closePalette);

  it("are typed into it", () => {
    openPalette();
    expect("ledgre".split("").map((key) => press(key))).toEqual(Array(6).fill(true));
    press("Backspace");
    press("Backspace");
    press("e");
    press("r");
    expect(search()).toBe("ledger");
  });

  it("give no command, but letters alone are text", () => {
    openPalette();
    expect(press("d", { ctrlKey: true })).toBe(true);
    expect(press("Enter")).toBe(true);
    expect(search()).toBe("");
  });

  it("close it with Escape", () => {
    openPalette();
    press("x");
    expect(press("Escape")).toBe(true);
    expect(paletteState.getState()).toMatchObject({ isOpen: false, search: "" });
  });

  it("are left alone while it is closed, and once its field has them", () => {
    expect(press("x")).toBe(false);
    openPalette();
    paletteIsReady();
    expect(press("x")).toBe(false);
    expect(search()).toBe("");
  });

  it("are forgotten when it is opened again", () => {
    openPalette();
    press("x");
    closePalette();
    openPalette();
    expect(search()).toBe("");
  });
});
