import { createServer } from "node:http";
import { z } from "zod";

/**
 * A provider in its own process that speaks Chat Completions and does as little as it can: `mock-50` answers after
 * 50 ms, `mock-0` at once. The reply says what it was asked, so that no two cases share one.
 */
const bodySchema = z.object({
  model: z.string().regex(/^mock-\d+$/),
  messages: z.array(z.object({ role: z.string(), content: z.string() })).min(1),
});

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const body = bodySchema.parse(JSON.parse(Buffer.concat(chunks).toString("utf8")));
    const answer = Buffer.from(answerTo(body));
    const send = (): void => {
      response.writeHead(200, { "content-type": "application/json", "content-length": answer.length });
      response.end(answer);
    };
    const latency = Number(body.model.slice("mock-".length));
    if (latency > 0) setTimeout(send, latency);
    else send();
  });
});
server.keepAliveTimeout = 60_000;

function answerTo({ model, messages }: z.infer<typeof bodySchema>): string {
  const asked = messages.at(-1)?.content ?? "";
  const tone = messages[0]?.content.split("\n", 1)[0] ?? "";
  const content =
    `You asked: ${asked} (${tone}) The deposit has to be paid back within four weeks. ` +
    "Only damage beyond ordinary wear may be kept from it, and the landlord has to prove it with receipts. " +
    "Write to the landlord, name a date, and keep a copy. Your local tenants' association can help with the letter.";
  const prompt = messages.reduce((sum, message) => sum + message.content.length, 0);
  return JSON.stringify({
    id: "chatcmpl-bench",
    object: "chat.completion",
    created: 1_750_000_000,
    model,
    choices: [{ index: 0, message: { role: "assistant", content }, logprobs: null, finish_reason: "stop" }],
    usage: {
      prompt_tokens: Math.ceil(prompt / 4),
      completion_tokens: Math.ceil(content.length / 4),
      total_tokens: Math.ceil((prompt + content.length) / 4),
    },
  });
}

server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object" && address !== null) process.send?.({ url: `http://127.0.0.1:${address.port}/v1` });
});
process.once("disconnect", () => process.exit(0));
