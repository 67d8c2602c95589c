import { expect, it } from "vitest";
import { keepInView, whyOf } from "../../../../renderer/workbench/watch/keep-in-view.ts";

it("says why a conversation is replayed by its own id, even where every object has a member of that name", () => {
  const picked = { ids: ["a"], why: { a: "failed last" } };
  for (const id of ["constructor", "__proto__", "toString"]) {
    expect(whyOf(picked.why, id)).toBeUndefined();
    expect(whyOf(keepInView(picked, [id], 3).why, id)).toBe("moved in the last quick replay");
  }
  expect(whyOf(picked.why, "a")).toBe("failed last");
});
