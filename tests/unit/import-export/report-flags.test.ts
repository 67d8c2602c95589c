import { describe, expect, it } from "vitest";
import { entryNotes } from "../../../electron/engine/import-export/report-content.ts";
import type { ReplyFact } from "../../../shared/domain/fact.ts";
import { conversation } from "./report-data.ts";

const fact = (text: string, more: Partial<ReplyFact> = {}): ReplyFact => ({
  kind: "phone",
  text,
  key: text,
  start: 0,
  end: text.length,
  owner: null,
  standing: "new",
  ...more,
});

function noted(facts: ReplyFact[], flags: number, detail: string | null = null): string[] {
  const made = conversation({ id: "one", outcome: "stillPassing" });
  const turns = made.turns.map((turn) => ({ ...turn, facts }));
  return entryNotes({ row: { ...made.row, flags, detail }, detail: { ...made, turns } });
}

describe("flags in a report", () => {
  it("are named, each once, without those that are known or allowed", () => {
    const notes = noted(
      [
        fact("555-0142"),
        fact("555-0142"),
        fact("555-0173", { owner: "Tenants' Emergency Line" }),
        fact("555-0119", { standing: "before" }),
        fact("555-0120", { standing: "allowed" }),
      ],
      2,
    );
    expect(notes).toEqual([
      "new phone number 555-0142, not in the prompt or the conversation",
      "phone number 555-0173 is given for another: it stands there for Tenants' Emergency Line",
    ]);
  });

  it("stand beside another reason, and are not told twice where the row names them itself", () => {
    const reason = "new phone number 555-0142, not in the prompt or the conversation";
    expect(noted([fact("555-0142")], 1, "one sample a side")).toEqual(["one sample a side", reason]);
    expect(noted([fact("555-0142")], 1, reason)).toEqual([reason]);
    expect(noted([fact("555-0142")], 0, "one sample a side")).toEqual(["one sample a side"]);
  });
});
