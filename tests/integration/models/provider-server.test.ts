import { describe, expect, it } from "vitest";
import { failureOf, never, openAt, request, withServer } from "./helpers.ts";

const openai = { provider: "openai", model: "gpt-4o-mini", basePath: "/v1" } as const;

async function outcomes(seed: number): Promise<string[]> {
  const faults = { rates: { "rate-limit": 0.2, "server-error": 0.1, truncated: 0.1 }, seed };
  return withServer({ faults }, async (server) => {
    const model = await openAt(server.url, openai);
    const seen: string[] = [];
    for (let call = 0; call < 40; call += 1) {
      seen.push(
        await model.reply(request, never).then(
          () => "reply",
          async (error) => (await failureOf(Promise.reject(error))).kind,
        ),
      );
    }
    return seen;
  });
}

describe("the provider server of the tests", () => {
  it("meets the same faults with the same seed, at about the rates asked for", async () => {
    const first = await outcomes(7);
    expect(await outcomes(7)).toEqual(first);
    expect(await outcomes(8)).not.toEqual(first);
    expect(new Set(first)).toEqual(new Set(["reply", "rate-limit", "server", "truncated"]));
  });
});
