import { describe, expect, it } from "vitest";
import { nextSelectable } from "../../../../renderer/ui/virtual-list.tsx";

// A heading, two rows, a heading, a row.
const rows = [false, true, true, false, true];

describe("moving in a list", () => {
  it("steps over headings in both directions", () => {
    expect(nextSelectable(rows, 2, "j", 10)).toBe(4);
    expect(nextSelectable(rows, 4, "ArrowUp", 10)).toBe(2);
  });

  it("stays at the ends instead of wrapping or landing on a heading", () => {
    expect(nextSelectable(rows, 4, "j", 10)).toBeNull();
    expect(nextSelectable(rows, 1, "k", 10)).toBeNull();
  });

  it("starts at the first row when nothing is selected", () => {
    expect(nextSelectable(rows, -1, "j", 10)).toBe(1);
  });

  it("goes to the last row when a page reaches past the end", () => {
    expect(nextSelectable(rows, 1, "PageDown", 10)).toBe(4);
    expect(nextSelectable(rows, 4, "PageUp", 10)).toBe(1);
  });

  it("leaves other keys alone", () => {
    expect(nextSelectable(rows, 1, "x", 10)).toBeNull();
  });
});
