import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { benjaminiHochberg } from "../../../electron/engine/statistics/classify-outcomes.ts";

describe("the Benjamini–Hochberg correction", () => {
  it("gives R's p.adjust of their own fifteen (1995, section 3.2): four are below 0.05", () => {
    const p = [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
    ];
    const inR = [
      0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.0638571428571, 0.0638571428571, 0.0645, 0.0765, 0.486, 0.5811818181818,
      0.714875, 0.7532307692308, 0.8132142857143, 1,
    ];
    const adjusted = benjaminiHochberg(p);
    expect(adjusted.filter((each) => each <= 0.05)).toHaveLength(4);
    adjusted.forEach((each, at) => expect(Math.abs(each - (inR[at] ?? 0))).toBeLessThan(1e-9));
  });

  it("keeps the order of what comes in, never lowers a value and never passes 1", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (values) => {
        const adjusted = benjaminiHochberg(values);
        expect(adjusted).toHaveLength(values.length);
        adjusted.forEach((each, at) => {
          expect(each).toBeGreaterThanOrEqual((values[at] ?? 0) - 1e-12);
          expect(each).toBeLessThanOrEqual(1);
          values.forEach((other, there) => {
            if (other < (values[at] ?? 0)) expect(adjusted[there]).toBeLessThanOrEqual(each);
          });
        });
      }),
    );
  });
});
