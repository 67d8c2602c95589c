import { describe, expect, it } from "vitest";
import { KEY_IN_REPLY_WARNING } from "../../../shared/format/comparison-notes.ts";
import { failureOf, never, openAt, providers, request, secret } from "./helpers.ts";

const [openai] = providers;
const encoded = Buffer.from(`Bearer ${secret}`).toString("base64");

async function openEchoing(body: unknown, status = 200, headers: Record<string, string> = {}) {
  if (!openai) throw new Error("there is no provider");
  const fetch = async () => new Response(JSON.stringify(body), { status, headers });
  return openAt("http://127.0.0.1:9", openai, { fetch });
}

describe("a provider that echoes the key", () => {
  it("in a reply, its usage and its finish reason has it kept nowhere, and the reply says so", async () => {
    const model = await openEchoing({
      choices: [
        {
          index: 0,
          message: { role: "assistant", content: `You sent ${encoded} and ${secret}` },
          finish_reason: "stop",
        },
      ],
      usage: {
        prompt_tokens: 1,
        completion_tokens: 2,
        total_tokens: 3,
        debug: { auth: encoded, key: secret.toUpperCase() },
      },
    });
    const reply = await model.reply(request, never);
    expect(reply.text).toBe("You sent [key] and [key]");
    expect(reply.warnings).toContain(KEY_IN_REPLY_WARNING);
    expect(JSON.parse(reply.usage)).toMatchObject({ prompt_tokens: 1, debug: { auth: "[key]", key: "[key]" } });
    expect(JSON.stringify(reply)).not.toContain(secret);
  });

  it("in an error and a request's id has it in no message", async () => {
    const error = { error: { message: `Bad header: ${encoded}`, type: "auth", code: `for-${secret}` } };
    const model = await openEchoing(error, 401, { "x-request-id": `req-${secret}` });
    const failure = await failureOf(model.reply(request, never));
    expect(failure.message).toContain("[key]");
    expect(failure.message).not.toContain(secret);
    expect(failure.message).not.toContain(encoded);
  });

  it("that stands in the conversation itself has it in no record of the request", async () => {
    const model = await openEchoing({
      choices: [{ index: 0, message: { role: "assistant", content: "Fine." }, finish_reason: "stop" }],
      usage: {},
    });
    const asked = { ...request, messages: [{ role: "user" as const, content: `My key is ${secret}` }] };
    const reply = await model.reply(asked, never);
    expect(reply.requestBody).toContain("My key is [key]");
    expect(reply.warnings).not.toContain(KEY_IN_REPLY_WARNING);
  });
});
