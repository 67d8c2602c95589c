import fc from "fast-check";
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { commitText } from "../../../electron/engine/prompts/drafts.ts";
import {
  removeLabel,
  setLabel,
  removeVersion,
  requireVersionText,
  restoreVersion,
} from "../../../electron/engine/prompts/versions.ts";
import { createPrompt } from "../../../electron/engine/prompts/prompts.ts";
import { Problem } from "../../../shared/problem.ts";
import { testStore } from "../../fixtures/engine/test-store.ts";

/** What the history should be, kept by hand. */
interface Model {
  texts: Map<number, string>;
  parents: Map<number, number | null>;
  removed: Set<number>;
  labels: Map<string, number>;
}

const number = fc.integer({ min: 1, max: 8 });
const label = fc.constantFrom("production", "candidate");
const step = fc.oneof(
  fc.record({ do: fc.constant("commit" as const), text: fc.constantFrom("A.", "B.", "C.\n", "D. ü") }),
  fc.record({ do: fc.constant("restore" as const), number }),
  fc.record({ do: fc.constant("label" as const), number, label }),
  fc.record({ do: fc.constant("unlabel" as const), label }),
  fc.record({ do: fc.constant("remove" as const), number }),
);

describe("a prompt's history under any sequence of changes", () => {
  it("never reuses a number, never changes a text, always knows a version's parent, and keeps labels on live versions", () => {
    const store = testStore();
    let round = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const { id } = createPrompt(store, `prompt ${round++}`, "");
        const model: Model = { texts: new Map(), parents: new Map(), removed: new Set(), labels: new Map() };
        const live = () => [...model.texts.keys()].filter((one) => !model.removed.has(one));
        const grow = (made: number, text: string): void => {
          expect(made).toBe(model.texts.size + 1);
          const before = live().at(-1) ?? null;
          model.texts.set(made, text);
          model.parents.set(made, before);
        };
        for (const one of steps) {
          try {
            if (one.do === "commit") grow(commitText(store, id, one.text, "m", null).number, one.text);
            else if (one.do === "restore") {
              grow(restoreVersion(store, id, one.number).number, model.texts.get(one.number) ?? "");
            } else if (one.do === "label") {
              setLabel(store, id, one.number, one.label);
              model.labels.set(one.label, one.number);
            } else if (one.do === "unlabel") {
              removeLabel(store, id, one.label);
              model.labels.delete(one.label);
            } else {
              removeVersion(store, id, one.number);
              model.removed.add(one.number);
            }
          } catch (error) {
            // A refusal must leave everything as it was, which is what is looked at below.
            if (!(error instanceof Problem)) throw error;
          }
          const versions = store.versions.list(Number(id));
          expect(versions.map((version) => version.number)).toEqual(live().reverse());
          for (const version of versions) {
            const text = model.texts.get(version.number) ?? "";
            expect(requireVersionText(store, id, version.number).text).toBe(text);
            expect(version.sha256).toBe(createHash("sha256").update(text, "utf8").digest("hex"));
            expect(version.parentNumber).toBe(model.parents.get(version.number));
            const labels = [...model.labels].filter(([, on]) => on === version.number).map(([name]) => name);
            expect(version.labels).toEqual(labels.sort());
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});
