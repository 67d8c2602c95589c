import { describe, expect, it } from "vitest";
import { createFocusLayers } from "../../../../renderer/ui/focus-layers.ts";

const inside = { isConnected: true };
const below = { isConnected: true };
type Focus = typeof inside;

/** A popup as the browser draws it: some time after it was asked for, and some time longer than it is wanted. */
class Popup {
  current: { checkVisibility(): boolean; contains(focus: Focus | null): boolean } | null = null;
  #visible = true;
  draw(): void {
    this.#visible = true;
    this.current ??= { checkVisibility: () => this.#visible, contains: (focus) => focus === inside };
  }
  hide(): void {
    this.#visible = false;
  }
  remove(): void {
    this.current = null;
  }
}

describe("layers", () => {
  it("are settled where there are none", () => {
    expect(createFocusLayers<Focus>().areStable(below, 0)).toBe(true);
  });

  it("hold the keys from the moment one is asked for until the focus is in it", () => {
    const layers = createFocusLayers<Focus>();
    const dialog = new Popup();
    layers.open(dialog, below, 0);
    expect(layers.areStable(below, 1)).toBe(false);
    dialog.draw();
    expect(layers.areStable(below, 2)).toBe(false);
    expect(layers.areStable(inside, 3)).toBe(true);
    expect(layers.areStable(below, 4), "a list opened from the dialog has the focus").toBe(true);
  });

  it("hold them again from its dismissal until it is gone", () => {
    const layers = createFocusLayers<Focus>();
    const dialog = new Popup();
    layers.open(dialog, below, 0);
    dialog.draw();
    layers.areStable(inside, 1);
    layers.close(dialog, 10);
    expect(layers.areStable(inside, 11)).toBe(false);
    dialog.remove();
    expect(layers.areStable(below, 12)).toBe(true);
  });

  it("hold them until the focus is back, unless nothing had it or what had it is gone", () => {
    const layers = createFocusLayers<Focus>();
    const closed = (from: Focus | null, atMs: number): void => {
      const dialog = new Popup();
      layers.open(dialog, from, atMs);
      layers.close(dialog, atMs);
    };
    closed(below, 0);
    expect(layers.areStable(null, 1)).toBe(false);
    expect(layers.areStable(below, 2)).toBe(true);
    closed(null, 3);
    expect(layers.areStable(null, 4)).toBe(true);
    closed({ isConnected: false }, 5);
    expect(layers.areStable(null, 6)).toBe(true);
  });

  it("count one as gone that is hidden and stays in the page, and take it as new when it comes again", () => {
    const layers = createFocusLayers<Focus>();
    const list = new Popup();
    list.draw();
    layers.open(list, below, 0);
    layers.areStable(inside, 1);
    layers.close(list, 2);
    list.hide();
    expect(layers.areStable(below, 3)).toBe(true);
    layers.open(list, below, 4);
    list.draw();
    expect(layers.areStable(below, 5)).toBe(false);
    expect(layers.areStable(inside, 6)).toBe(true);
  });

  it("hold nothing for one that was dismissed before it was drawn", () => {
    const layers = createFocusLayers<Focus>();
    const dialog = new Popup();
    layers.open(dialog, below, 0);
    layers.close(dialog, 1);
    expect(layers.areStable(below, 2)).toBe(true);
  });

  it("hold nothing up for ever, neither for one that never takes the focus nor for one that never goes", () => {
    const layers = createFocusLayers<Focus>();
    const dialog = new Popup();
    dialog.draw();
    layers.open(dialog, below, 0);
    expect(layers.areStable(below, 1_000)).toBe(false);
    expect(layers.areStable(below, 2_000)).toBe(true);
    layers.close(dialog, 3_000);
    expect(layers.areStable(below, 4_000)).toBe(false);
    expect(layers.areStable(below, 5_000)).toBe(true);
  });

  it("wait for each of several", () => {
    const layers = createFocusLayers<Focus>();
    const first = new Popup();
    const second = new Popup();
    first.draw();
    layers.open(first, below, 0);
    expect(layers.areStable(inside, 1)).toBe(true);
    layers.open(second, below, 2);
    expect(layers.areStable(below, 3)).toBe(false);
    second.draw();
    expect(layers.areStable(inside, 4)).toBe(true);
  });
});
