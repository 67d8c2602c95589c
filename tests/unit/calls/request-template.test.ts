import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderTemplate, extractTemplate } from "../../../electron/engine/calls/request.ts";

const text = fc.string({ unit: "binary", maxLength: 30 });

describe("the form of a request body", () => {
  it("gives back every body byte for byte, whatever the texts hold", () => {
    fc.assert(
      fc.property(
        fc.array(text, { maxLength: 5 }),
        fc.jsonValue(),
        fc.constantFrom(undefined, 2),
        (texts, more, indent) => {
          const body = JSON.stringify({ more, messages: texts.map((content) => ({ content })) }, null, indent);
          expect(renderTemplate(extractTemplate(body, texts), texts)).toBe(body);
        },
      ),
    );
  });

  it("gives back bodies that lack some texts, repeat them or hold them in another order", () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 4 }), fc.array(text, { maxLength: 4 }), (inBody, known) => {
        const body = JSON.stringify([...inBody, ...[...known].reverse(), ...inBody]);
        expect(renderTemplate(extractTemplate(body, known), known)).toBe(body);
      }),
    );
  });

  it("is the same for requests that differ in their texts alone, so that it is stored once", () => {
    const body = (system: string, user: string) => JSON.stringify({ model: "m", system, user });
    expect(extractTemplate(body("S", 'a "quoted" turn'), ["S", 'a "quoted" turn'])).toBe(
      extractTemplate(body("Other", "b"), ["Other", "b"]),
    );
  });
});
