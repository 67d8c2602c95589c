import { expect, it } from "vitest";
import { keepShownConversations, selectionReason } from "../../../../../renderer/workbench/watch/watcher.ts";

it("says why a conversation is replayed by its own id, even where every object has a member of that name", () => {
  const picked = { ids: ["a"], why: { a: "failed last" } };
  for (const id of ["constructor", "__proto__", "toString"]) {
    expect(selectionReason(picked.why, id)).toBeUndefined();
    expect(selectionReason(keepShownConversations(picked, [id], 3).why, id)).toBe("moved in the last quick replay");
  }
  expect(selectionReason(picked.why, "a")).toBe("failed last");
});
