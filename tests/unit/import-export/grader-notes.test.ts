import { expect, it } from "vitest";
import { graderNotes } from "../../../electron/engine/import-export/import-files.ts";

it("says that a grader of a check's own is not used, in a set as well, and nothing of other checks", () => {
  const note =
    'the “provider” of a "not-llm-rubric" check was kept but is not used: the judge that is chosen in Settings judges it';
  const rubric = { type: "not-llm-rubric", value: "x", provider: "openai:gpt-5" };
  expect(graderNotes(rubric)).toEqual([note]);
  expect(graderNotes({ type: "assert-set", assert: [rubric, { type: "contains", value: "x" }] })).toEqual([note]);
  expect(graderNotes({ ...rubric, rubricPrompt: "…" })).toHaveLength(2);
  expect(graderNotes({ type: "llm-rubric", value: "x" })).toEqual([]);
  expect(graderNotes({ type: "contains", value: "x", provider: "x" })).toEqual([]);
});
