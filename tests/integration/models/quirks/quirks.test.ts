import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ModelError } from "../../../../electron/engine/models/model-interface.ts";
import type { Fault } from "../../../fixtures/provider-server/faults.ts";
import { type ProviderServer, startProviderServer } from "../../../fixtures/provider-server/server.ts";
import { never, openAt, providers, request } from "../helpers.ts";
import { quirks, type Outcome, type Quirk } from "./table.ts";

const cases = quirks.flatMap((quirk) =>
  providers
    .filter(({ provider }) => quirk.providers.includes(provider))
    .map((of) => ({ ...of, quirk, name: `${of.provider}: ${quirk.what}` })),
);

function faultOf({ status = 200, headers, body }: Quirk): Fault {
  return { kind: "status", status, headers, body: typeof body === "string" ? body : JSON.stringify(body) };
}

/** The part of what came that the row speaks of, so that it can be held against the row. */
function seen(came: unknown, outcome: Outcome): unknown {
  if (came instanceof ModelError) {
    if (!("kind" in outcome)) return `a failure: ${came.message}`;
    expect(came.message).toMatch(outcome.says ?? /./);
    const { kind, retryable, retryAfterMs } = came;
    return {
      kind,
      retryable,
      ...("waitMs" in outcome && { waitMs: retryAfterMs }),
      ...("says" in outcome && { says: outcome.says }),
    };
  }
  return came;
}

let server: ProviderServer;
beforeAll(async () => {
  server = await startProviderServer({ faults: { script: cases.map(({ quirk }) => faultOf(quirk)) } });
});
afterAll(() => server.close());

// In the order of the server's script: one request each.
describe("a provider's quirk", () => {
  it.each(cases)("$name", async ({ quirk, ...of }) => {
    const { outcome } = quirk;
    const model = await openAt(server.url, of);
    const came = await model.reply(request, never).catch((error: unknown) => error);
    if ("kind" in outcome || came instanceof Error) {
      expect(seen(came, outcome)).toEqual(outcome);
      return;
    }
    expect(came).toMatchObject({
      text: outcome.text,
      ...(outcome.finish !== undefined && { finishReason: outcome.finish }),
      ...(outcome.raw !== undefined && { rawFinishReason: outcome.raw }),
      ...(outcome.reasoning !== undefined && { reasoning: outcome.reasoning }),
      ...(outcome.tokens && { inputTokens: outcome.tokens[0], outputTokens: outcome.tokens[1] }),
      ...(outcome.warns && { warnings: [expect.stringMatching(outcome.warns)] }),
    });
  });

  it("stands in the page for people", () => {
    const page = readFileSync(new URL("../../../../docs/providers.md", import.meta.url), "utf8");
    expect(quirks.filter(({ what }) => !page.includes(what)).map(({ what }) => what)).toEqual([]);
  });
});
