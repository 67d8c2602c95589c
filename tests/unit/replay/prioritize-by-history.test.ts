import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { orderByPassHistory } from "../../../electron/engine/replay/prioritize.ts";

const run = (standings: Record<string, boolean | null>) => new Map(Object.entries(standings));
const ids = ["a", "b", "c", "d", "e"];

describe("the order of a plan", () => {
  it("leads with what broke in the newest run, then what fails for long, then what flips", () => {
    const newest = run({ a: true, b: false, c: false, d: true, e: true });
    const before = run({ a: true, b: false, c: true, d: false, e: true });
    expect(orderByPassHistory(ids, [newest, before])).toEqual(["c", "b", "d"]);
  });

  it("puts what flipped more often before what flipped less often", () => {
    const runs = [
      run({ a: true, b: true }),
      run({ a: true, b: false }),
      run({ a: false, b: true }),
      run({ a: false, b: false }),
    ];
    expect(orderByPassHistory(["a", "b"], runs)).toEqual(["b", "a"]);
  });

  it("counts no flip where a check could not be evaluated in between", () => {
    expect(orderByPassHistory(["a"], [run({ a: true }), run({ a: null }), run({ a: true })])).toEqual([]);
  });

  it("leads with what could not be evaluated last, for it did not pass", () => {
    expect(orderByPassHistory(["a", "b"], [run({ a: true, b: null })])).toEqual(["b"]);
  });

  it("leaves the set's order alone where there is no earlier run", () => {
    expect(orderByPassHistory(ids, [])).toEqual([]);
  });

  it("never names a conversation twice, nor one that is not in the set", () => {
    const standings = fc.dictionary(fc.constantFrom(...ids, "gone"), fc.constantFrom(true, false, null));
    fc.assert(
      fc.property(fc.array(standings), (earlier) => {
        const order = orderByPassHistory(ids, earlier.map(run));
        expect(new Set(order).size).toBe(order.length);
        expect(order.every((id) => ids.includes(id))).toBe(true);
      }),
    );
  });
});
