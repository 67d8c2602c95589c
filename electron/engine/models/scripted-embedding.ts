import { createHash } from "node:crypto";
import type { EmbeddingModel } from "./port.ts";

const DIMENSIONS = 512;

/**
 * A stand-in for an embedding model, without a network: words and pairs of neighbours are hashed to places of the
 * vector, with the hash's sign, and counted. Texts are near when they share words; of meaning it knows nothing.
 * Source: Weinberger et al., "Feature hashing for large scale multitask learning", 2009.
 */
export const scriptedEmbedding: EmbeddingModel = {
  provider: "scripted",
  model: "word-hashes",
  identity: "word-hashes 1",
  most: 2_048,
  async embed(texts, signal) {
    signal.throwIfAborted();
    return { vectors: texts.map(vectorOf), inputTokens: 0, latencyMs: 0, spentForMs: null };
  },
};

function vectorOf(text: string): Float32Array {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const vector = new Float32Array(DIMENSIONS);
  words.forEach((word, at) => {
    count(vector, word, 1);
    const next = words[at + 1];
    if (next !== undefined) count(vector, `${word} ${next}`, 0.5);
  });
  return vector;
}

function count(vector: Float32Array, feature: string, weight: number): void {
  const digest = createHash("sha256").update(feature).digest();
  const place = digest.readUInt32LE(0) % DIMENSIONS;
  vector[place] = (vector[place] ?? 0) + (digest.readUInt8(4) % 2 === 0 ? weight : -weight);
}
