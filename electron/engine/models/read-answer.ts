import type { ProviderAnswer } from "./exchange.ts";
import { answeredFailure, type Peer, unreadableFailure } from "./failure.ts";
import { errorOf } from "./replies/chat-completions.ts";
import { objectOf, parseJson } from "./replies/json.ts";

/**
 * Reads a successful answer's JSON by `read`. Throws a ModelError where it is no JSON, or where an error stands in it:
 * some servers say 200 to everything.
 */
export function readAnswer<T>(answer: ProviderAnswer, peer: Peer, read: (body: unknown) => T): T {
  const body = parseJson(answer.text);
  if (typeof body !== "object" || body === null) throw unreadableFailure(answer.text, answer.headers, peer);
  const said = objectOf(Array.isArray(body) ? body[0] : body);
  if (errorOf(said?.["error"])) throw answeredFailure(body, answer.headers, peer);
  return read(body);
}
