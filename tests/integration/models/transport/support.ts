import { execFile } from "node:child_process";
import type { Server } from "node:net";
import path from "node:path";
import { promisify } from "node:util";
import { onTestFinished } from "vitest";
import { z } from "zod";
import { type CallTimeouts, defaultCallTimeouts, limitCall } from "../../../../electron/engine/models/call-timeouts.ts";
import { type HttpAnswer, sendHttp } from "../../../../electron/engine/models/http-client.ts";

/** Listens on loopback until the test is over; resolves with the port. */
export async function listen(server: Server & { closeAllConnections?(): void }): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections?.();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return address.port;
}

/** One POST by the engine's transport. */
export async function post(
  address: string,
  {
    signal = new AbortController().signal,
    timeouts = {},
  }: { signal?: AbortSignal; timeouts?: Partial<CallTimeouts> } = {},
): Promise<{ answer: HttpAnswer; text: string | null }> {
  const limit = limitCall(signal, { ...defaultCallTimeouts, ...timeouts });
  try {
    const answer = await sendHttp(address, { method: "POST", body: '{"asked":1}' }, limit);
    return { answer, text: await answer.text() };
  } finally {
    limit.release();
  }
}

const saidSchema = z.union([
  z.object({ status: z.number(), text: z.string().nullable() }),
  z.object({ error: z.string() }),
]);

/** The same from a process with an environment of its own. */
export async function postFrom(env: NodeJS.ProcessEnv, address: string): Promise<z.infer<typeof saidSchema>> {
  const child = path.join(import.meta.dirname, "../../../fixtures/engine/send-child.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [child, address], { env: { ...process.env, ...env } });
  return saidSchema.parse(JSON.parse(stdout));
}
