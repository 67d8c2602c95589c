import { codeOf, listOf, objectOf } from "./unknown-json.ts";
import { tokenCountOf } from "./reply-reading.ts";

/** Vectors in the order of the texts, or what is wrong with the answer, to stand after "answered with". */
export type ReadVectors = { vectors: Float32Array[]; inputTokens: number | null } | { problem: string };

/** The least answers that the library takes. */
export const openaiVectorsPlaceholder = JSON.stringify({ data: [{ embedding: [0] }] });
export const googleVectorsPlaceholder = JSON.stringify({ embedding: { values: [0] }, embeddings: [{ values: [0] }] });

/** No model's vectors are longer. */
const MAX_DIMENSIONS = 65_536;

/**
 * OpenAI's embeddings and what imitates them. Each vector says by `index` which text it belongs to: some servers answer
 * in the order in which they were done. Vectors may come as base64 of 32-bit numbers, little end first.
 */
export function readOpenaiVectors(body: unknown, count: number): ReadVectors {
  const answer = objectOf(body);
  // Some servers leave the wrapping out.
  const data = listOf(answer?.["data"] ?? answer?.["embeddings"] ?? body).map(
    (one) => objectOf(one) ?? { embedding: one },
  );
  const usage = objectOf(answer?.["usage"]);
  const inputTokens = tokenCountOf(usage?.["prompt_tokens"] ?? usage?.["input_tokens"] ?? usage?.["total_tokens"]);
  const places = data.map((one) => one["index"]);
  const isOrdered = places.every((place) => place === undefined || place === null);
  const found = data.map((one) => vectorOf(one["embedding"] ?? one["values"]));
  return inOrder(found, isOrdered ? found.map((_, at) => at) : places.map(indexOf), count, inputTokens);
}

/** Google's embedContent and batchEmbedContents: in the order of the requests, without any index. */
export function readGoogleVectors(body: unknown, count: number): ReadVectors {
  const answer = objectOf(body);
  const several = answer?.["embeddings"];
  const all = Array.isArray(several) ? listOf(several) : [answer?.["embedding"]];
  const found = all.map((one) => vectorOf(objectOf(one)?.["values"] ?? one));
  const usage = objectOf(answer?.["usageMetadata"]);
  return inOrder(
    found,
    found.map((_, at) => at),
    count,
    tokenCountOf(usage?.["promptTokenCount"] ?? usage?.["totalTokenCount"]),
  );
}

function indexOf(value: unknown): number | null {
  const place = Number(codeOf(value) ?? Number.NaN);
  return Number.isSafeInteger(place) && place >= 0 ? place : null;
}

/** A vector is kept for ever by its text, so nothing is taken that is not sure to belong to it. */
function inOrder(
  found: readonly (Float32Array | null)[],
  places: readonly (number | null)[],
  count: number,
  inputTokens: number | null,
): ReadVectors {
  if (found.length !== count) return { problem: `${found.length} vectors for ${count} texts` };
  const vectors: Float32Array[] = [];
  const filled = new Set<number>();
  for (const [at, vector] of found.entries()) {
    const place = places[at] ?? null;
    if (vector === null) return { problem: "a vector that is not one of numbers" };
    if (place === null || place >= count || filled.has(place)) {
      return { problem: "vectors that do not say which text each belongs to" };
    }
    filled.add(place);
    vectors[place] = vector;
  }
  const length = vectors[0]?.length ?? 0;
  if (vectors.some((vector) => vector.length !== length)) return { problem: "vectors of different lengths" };
  if (vectors.some(isZero)) return { problem: "a vector of zeros, which has no direction" };
  return { vectors, inputTokens };
}

/** Null unless it is a list of numbers, or base64 of them, all finite as 32-bit numbers too. */
function vectorOf(value: unknown): Float32Array | null {
  if (typeof value === "string") return fromBase64(value);
  // Hugging Face and llama.cpp may answer with a list of one vector.
  const list = listOf(value);
  const numbers = list.length === 1 && Array.isArray(list[0]) ? listOf(list[0]) : list;
  if (numbers.length === 0 || numbers.length > MAX_DIMENSIONS) return null;
  const vector = new Float32Array(numbers.length);
  for (let at = 0; at < numbers.length; at += 1) {
    const number = numbers[at];
    if (typeof number !== "number") return null;
    vector[at] = number;
  }
  return vector.every(Number.isFinite) ? vector : null;
}

function fromBase64(text: string): Float32Array | null {
  if (text.length > MAX_DIMENSIONS * 6 || !/^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(text)) return null;
  const bytes = Buffer.from(text, "base64");
  if (bytes.length === 0 || bytes.length % 4 !== 0) return null;
  const vector = Float32Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(at * 4));
  return vector.every(Number.isFinite) ? vector : null;
}

function isZero(vector: Float32Array): boolean {
  return vector.every((number) => number === 0);
}
