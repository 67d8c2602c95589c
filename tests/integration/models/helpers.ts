import type { CallTimeouts } from "../../../electron/engine/models/call-timeouts.ts";
import { openModel } from "../../../electron/engine/models/open-model.ts";
import { createKeyRing } from "../../../electron/engine/models/api-keys.ts";
import { type ChatModel, type ChatRequest, ModelError } from "../../../electron/engine/models/model-interface.ts";
import type { KeyedProvider } from "../../../shared/domain/model.ts";
import { testTrust } from "../../fixtures/engine/test-trust.ts";
import {
  type ProviderServer,
  type ProviderServerOptions,
  startProviderServer,
} from "../../fixtures/provider-server/server.ts";

export const secret = "sk-test-0123456789abcdef";

const keys = createKeyRing(
  {
    OPENAI_API_KEY: secret,
    ANTHROPIC_API_KEY: secret,
    GOOGLE_GENERATIVE_AI_API_KEY: secret,
    OPENAI_COMPATIBLE_API_KEY: secret,
  },
  null,
);

export const providers: { provider: KeyedProvider; model: string; basePath: string }[] = [
  { provider: "openai", model: "gpt-4o-mini", basePath: "/v1" },
  { provider: "anthropic", model: "claude-sonnet-4-5", basePath: "/v1" },
  { provider: "google", model: "gemini-2.5-flash", basePath: "/v1beta" },
  { provider: "openai-compatible", model: "llama3.2:3b", basePath: "/v1" },
];

export const request: ChatRequest = {
  system: 'You are "Lex".\n\tNever name a competitor — not even «Müller & Söhne».\n  ',
  messages: [
    { role: "user", content: "Hello" },
    { role: "assistant", content: "  Good day.  " },
    { role: "user", content: "Who else can help me?" },
  ],
  settings: {},
  sample: 0,
};

export function openAt(
  url: string,
  of: { provider: KeyedProvider; model: string; basePath: string },
  more: { timeouts?: Partial<CallTimeouts>; fetch?: typeof fetch } = {},
): Promise<ChatModel> {
  const spec = { provider: of.provider, model: of.model, baseUrl: `${url}${of.basePath}`, settings: {} };
  return openModel(spec, { keys, trust: testTrust([url]), ...more });
}

/** Runs `use` with a server that is closed afterwards, come what may. */
export async function withServer<T>(
  options: ProviderServerOptions,
  use: (server: ProviderServer) => Promise<T>,
): Promise<T> {
  const server = await startProviderServer(options);
  try {
    return await use(server);
  } finally {
    await server.close();
  }
}

export const never = new AbortController().signal;

/** The ModelError that a call ends in; anything else fails the test. */
export async function failureOf(call: Promise<unknown>): Promise<ModelError> {
  const outcome = await call.then(
    () => new Error("the call gave a reply"),
    (error: unknown) => error,
  );
  if (outcome instanceof ModelError) return outcome;
  throw outcome;
}
