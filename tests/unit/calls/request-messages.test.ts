import { describe, expect, it } from "vitest";
import { messagesUpToTurn } from "../../../electron/engine/calls/request.ts";
import { userTurns } from "../../../shared/domain/conversation.ts";

const asked = userTurns([
  { role: "user", content: "one" },
  { role: "user", content: "two" },
  { role: "assistant", content: "fixed two" },
  { role: "user", content: "three" },
]);

describe("the history before a turn", () => {
  it("holds the turn alone at the start", () => {
    expect(messagesUpToTurn(asked, 0, [])).toEqual([{ role: "user", content: "one" }]);
  });

  it("holds the replies so far, and a fixed reply wins over one that was recorded", () => {
    expect(messagesUpToTurn(asked, 2, ["live one", "never this", null])).toEqual([
      { role: "user", content: "one" },
      { role: "assistant", content: "live one" },
      { role: "user", content: "two" },
      { role: "assistant", content: "fixed two" },
      { role: "user", content: "three" },
    ]);
  });

  it("keeps an empty reply as an empty reply", () => {
    expect(messagesUpToTurn(asked, 1, [""])[1]).toEqual({ role: "assistant", content: "" });
  });

  it("is never made up: a turn whose earlier reply is missing cannot be asked", () => {
    expect(() => messagesUpToTurn(asked, 2, [null, null, null])).toThrow(/no reply to turn 0/);
  });
});
