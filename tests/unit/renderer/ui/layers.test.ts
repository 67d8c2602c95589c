import { describe, expect, it } from "vitest";
import { createLayers } from "../../../../renderer/ui/layers.ts";

const inside = "inside";
const below = "below";

/** A popup as the browser draws it: some time after it was asked for, and some time longer than it is wanted. */
function popup() {
  let element: { isConnected: boolean; contains(focus: string | null): boolean } | null = null;
  return {
    read: () => element,
    draw: () => (element = { isConnected: true, contains: (focus) => focus === inside }),
    remove: () => (element = null),
  };
}

describe("layers", () => {
  it("are settled where there are none", () => {
    expect(createLayers<string>().areSettled(below, 0)).toBe(true);
  });

  it("hold the keys from the moment one is asked for until the focus is in it", () => {
    const layers = createLayers<string>();
    const dialog = popup();
    layers.arrive(dialog.read, 0);
    expect(layers.areSettled(below, 1)).toBe(false);
    dialog.draw();
    expect(layers.areSettled(below, 2)).toBe(false);
    expect(layers.areSettled(inside, 3)).toBe(true);
    expect(layers.areSettled(below, 4), "a list opened from the dialog has the focus").toBe(true);
  });

  it("hold them again from its dismissal until it is gone", () => {
    const layers = createLayers<string>();
    const dialog = popup();
    const leave = layers.arrive(dialog.read, 0);
    dialog.draw();
    layers.areSettled(inside, 1);
    leave(10);
    expect(layers.areSettled(inside, 11)).toBe(false);
    dialog.remove();
    expect(layers.areSettled(below, 12)).toBe(true);
  });

  it("hold nothing for one that was dismissed before it was drawn", () => {
    const layers = createLayers<string>();
    const leave = layers.arrive(popup().read, 0);
    leave(1);
    expect(layers.areSettled(below, 2)).toBe(true);
  });

  it("hold nothing up for ever, neither for one that never takes the focus nor for one that never goes", () => {
    const layers = createLayers<string>();
    const dialog = popup();
    dialog.draw();
    const leave = layers.arrive(dialog.read, 0);
    expect(layers.areSettled(below, 1_000)).toBe(false);
    expect(layers.areSettled(below, 2_000)).toBe(true);
    leave(3_000);
    expect(layers.areSettled(below, 4_000)).toBe(false);
    expect(layers.areSettled(below, 5_000)).toBe(true);
  });

  it("wait for each of several", () => {
    const layers = createLayers<string>();
    const first = popup();
    const second = popup();
    first.draw();
    layers.arrive(first.read, 0);
    expect(layers.areSettled(inside, 1)).toBe(true);
    layers.arrive(second.read, 2);
    expect(layers.areSettled(below, 3)).toBe(false);
    second.draw();
    expect(layers.areSettled(inside, 4)).toBe(true);
  });
});
