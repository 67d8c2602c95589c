import { z } from "zod";
import { systemPrompt, userTurn } from "./cases.ts";
import { type Job, type Result, startMeter } from "./job.ts";

const answerSchema = z.object({ choices: z.tuple([z.object({ message: z.object({ content: z.string() }) })]) });

/** The yardstick: as many workers that `fetch`, the bodies a replay sends, and nothing kept. */
export async function runLoop(job: Extract<Job, { kind: "loop" }>): Promise<Result> {
  const system = systemPrompt(1);
  let next = 0;
  let errors = 0;
  const worker = async (): Promise<void> => {
    while (next < job.calls) {
      next += 1;
      const content = userTurn(next, 0);
      const messages = [
        { role: "system", content: system },
        { role: "user", content },
      ];
      const response = await fetch(`${job.url}/chat/completions`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ model: job.model, messages }),
      });
      const answer = answerSchema.parse(await response.json());
      if (!answer.choices[0].message.content.includes(content)) errors += 1;
    }
  };
  const stop = startMeter();
  await Promise.all(Array.from({ length: job.concurrency }, worker));
  return { reading: stop(), done: job.calls, cached: 0, errors, eachMs: [] };
}
