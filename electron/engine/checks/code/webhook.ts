import { z } from "zod";
import { defineKind, replyContext } from "../check-kind.ts";
import { clipText } from "../message-text.ts";
import type { ReadResult } from "../read-value.ts";

const answerSchema = z.object({
  pass: z.boolean(),
  score: z.number().nullish(),
  reason: z.string().nullish(),
});

/** Source of the request's and the answer's form: promptfoo's documentation of `webhook`. */
export const webhook = defineKind<URL>({
  type: "webhook",
  summary: "The program at this address, sent the reply as JSON, answers with {pass, score, reason}.",
  takes: "text",
  example: "http://localhost:8000/check",
  read: readAddress,
  find: async (url, reply, context) => {
    const json = JSON.stringify({ output: reply.text, context: replyContext(reply, context) });
    const asked = await context.webhooks.ask(url, json, context.signal);
    if ("problem" in asked) return asked;
    const answer = answerSchema.safeParse(asked.answer);
    if (!answer.success) {
      const issue = answer.error.issues[0];
      const where = issue === undefined || issue.path.length === 0 ? "" : ` (“${issue.path.join(".")}”)`;
      return { problem: `${url.host} answered with something other than {pass, score, reason}${where}` };
    }
    const { pass, score, reason } = answer.data;
    const shown = typeof score === "number" && score >= 0 && score <= 1 ? { score } : {};
    const told = reason?.trim() ?? "";
    return {
      passed: pass,
      actual: told === "" ? `${url.host} answered ${String(pass)}` : clipText(told, 300),
      ...shown,
    };
  },
});

function readAddress(value: unknown): ReadResult<URL> {
  const url = typeof value === "string" && URL.canParse(value) ? new URL(value) : null;
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) {
    return { needs: "an address that starts with http:// or https://" };
  }
  if (url.username !== "" || url.password !== "") {
    return {
      problem: "the address holds a user name or password, which would be kept with the conversation: leave it out",
    };
  }
  return { value: url };
}
