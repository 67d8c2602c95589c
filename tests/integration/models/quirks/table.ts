import type { KeyedProvider } from "../../../../shared/domain/model.ts";
import type { ModelErrorKind } from "../../../../electron/engine/models/model-interface.ts";

/** What must come out: a reply, of which only what is named is looked at, or a failure. */
export type Outcome =
  | {
      text: string;
      finish?: string;
      raw?: string;
      tokens?: [number | null, number | null];
      reasoning?: string | null;
      warns?: RegExp;
    }
  | { kind: ModelErrorKind; retryable: boolean; says?: RegExp; waitMs?: number | null };

export interface Quirk {
  /** As docs/providers.md has it. */
  what: string;
  providers: readonly KeyedProvider[];
  status?: number;
  headers?: Record<string, string>;
  body: unknown;
  outcome: Outcome;
}

const chatApis = ["openai", "openai-compatible"] as const;
const compatible = ["openai-compatible"] as const;
const all = ["openai", "anthropic", "google", "openai-compatible"] as const;

const chat = (message: object, more: object = {}, usage: unknown = { prompt_tokens: 20, completion_tokens: 5 }) => ({
  choices: [{ index: 0, message: { role: "assistant", ...message }, finish_reason: "stop", ...more }],
  usage,
});
const ended = (finish_reason: unknown, content: string | null = "half a te") => chat({ content }, { finish_reason });
const counted = (usage: unknown) => chat({ content: "14 days." }, {}, usage);
const claude = (
  content: unknown,
  stop_reason: unknown = "end_turn",
  usage: unknown = { input_tokens: 20, output_tokens: 5 },
) => ({
  content,
  stop_reason,
  usage,
});
const gemini = (
  parts: unknown,
  finishReason?: string,
  usageMetadata: unknown = { promptTokenCount: 20, candidatesTokenCount: 5 },
) => ({
  candidates: [{ content: { parts }, finishReason }],
  usageMetadata,
});
const failed = { kind: "malformed", retryable: true, says: /nothing of it was kept/ } as const;
const days = [{ text: "14 days." }];
const block = [{ type: "text", text: "14 days." }];

const unsaid = /does not say why this reply ended/;

/** A whole text in each form of answer, with anything in the place of the reason to end; undefined leaves it out. */
const endedIn = {
  chat: (end: unknown, text: string | null = "14 days.") => chat({ content: text }, { finish_reason: end }),
  claude: (end: unknown, text: string | null = "14 days.") => ({
    ...claude(text === null ? [] : [{ type: "text", text }]),
    stop_reason: end,
  }),
  gemini: (end: unknown, text: string | null = "14 days.") => ({
    candidates: [{ content: { parts: text === null ? [] : [{ text }] }, finishReason: end }],
  }),
} as const;

const forms: readonly { form: keyof typeof endedIn; providers: readonly KeyedProvider[]; whole: string }[] = [
  { form: "chat", providers: chatApis, whole: "stop" },
  { form: "claude", providers: ["anthropic"], whole: "end_turn" },
  { form: "gemini", providers: ["google"], whole: "STOP" },
];

/** Nothing tells whether the text is whole: it is kept, and the record says so. */
function unsaidEndings(): Quirk[] {
  const empty = [
    ["no reason to end at all", undefined],
    ["null for a reason to end", null],
    ["an empty reason to end", ""],
    ["the word null for a reason to end", "null"],
    ["true for a reason to end", true],
    ["an empty object for a reason to end", {}],
  ] as const;
  return forms.flatMap(({ form, providers }) =>
    empty.flatMap(([what, end]): Quirk[] => [
      {
        what,
        providers,
        body: endedIn[form](end),
        outcome: {
          text: "14 days.",
          finish: "other",
          warns: end === true || (typeof end === "object" && end !== null) ? /no reason known here/ : unsaid,
        },
      },
      {
        what: `${what}, and no text`,
        providers,
        body: endedIn[form](end, null),
        outcome: { kind: "malformed", retryable: true },
      },
    ]),
  );
}

/** The reason within an object or a list, and a tool that was called without any call. */
function namelessEndings(): Quirk[] {
  return forms.flatMap(({ form, providers, whole }): Quirk[] => [
    {
      what: "an object that names the reason to end",
      providers,
      body: endedIn[form]({ type: whole }),
      outcome: { text: "14 days.", finish: "stop", raw: whole },
    },
    {
      what: "a list with a broken reason to end in it",
      providers,
      body: endedIn[form]([whole, "error"]),
      outcome: failed,
    },
    {
      what: "a number for a reason to end",
      providers,
      body: endedIn[form](3),
      outcome: { text: "14 days.", finish: "other", raw: "3", warns: /“3”/ },
    },
    ...(form === "gemini"
      ? []
      : [
          {
            what: "a text that ended by a call of a tool, without any call",
            providers,
            body: endedIn[form](form === "chat" ? "tool_calls" : "tool_use"),
            outcome: { text: "14 days.", finish: "tool-calls", warns: /sent none/ },
          },
          {
            what: "no text that ended by a call of a tool, without any call",
            providers,
            body: endedIn[form](form === "chat" ? "tool_calls" : "tool_use", null),
            outcome: { ...failed, says: /with no call and no reply/ },
          },
        ]),
  ]);
}

const endings: Quirk[] = [
  ...[
    "error",
    "abort",
    "insufficient_system_resource",
    "network_error",
    "load",
    "unload",
    "MALFORMED_FUNCTION_CALL",
  ].map((reason): Quirk => ({
    what: `half a text that ended by ${reason}`,
    providers: chatApis,
    body: ended(reason),
    outcome: failed,
  })),
  ...["upstream_error", "generation_failed"].map((reason): Quirk => ({
    what: `half a text that ended by ${reason}`,
    providers: compatible,
    body: ended(reason),
    outcome: failed,
  })),
  {
    what: "OpenRouter's stop over an upstream's malformed call",
    providers: compatible,
    body: chat({ content: "half" }, { native_finish_reason: "MALFORMED_FUNCTION_CALL" }),
    outcome: failed,
  },
  {
    what: "an error beside half a text within the choice",
    providers: compatible,
    body: chat({ content: "half" }, { error: { code: 502, message: "upstream lost" } }),
    outcome: { kind: "server", retryable: true, says: /upstream lost/ },
  },
  ...["length", "max_tokens", "model_length", "MAX_TOKENS", "ERROR_LIMIT"].map((reason): Quirk => ({
    what: `a text cut by ${reason}`,
    providers: compatible,
    body: ended(reason),
    outcome: { text: "half a te", finish: "length", raw: reason },
  })),
  ...["content_filter", "SAFETY", "ERROR_TOXIC", "sensitive", "guardrail_intervened"].map((reason): Quirk => ({
    what: `a text cut by ${reason}`,
    providers: compatible,
    body: ended(reason),
    outcome: { text: "half a te", finish: "content-filter", raw: reason },
  })),
  ...["eos", "COMPLETE", "end_turn", "eos_token"].map((reason): Quirk => ({
    what: `a whole text that ended by ${reason}`,
    providers: compatible,
    body: ended(reason),
    outcome: { text: "half a te", finish: "stop", raw: reason },
  })),
  {
    what: "a text with an end nobody knows",
    providers: chatApis,
    body: ended("vibes"),
    outcome: { text: "half a te", finish: "other", raw: "vibes", warns: /vibes/ },
  },
  { what: "no text and an end nobody knows", providers: chatApis, body: ended("vibes", ""), outcome: failed },
  {
    what: "a text without a reason to end",
    providers: chatApis,
    body: ended(null),
    outcome: { text: "half a te", finish: "other", raw: "", warns: unsaid },
  },
  ...unsaidEndings(),
  ...namelessEndings(),
  {
    what: "an empty text that ended by stop",
    providers: chatApis,
    body: ended("stop", ""),
    outcome: { text: "", finish: "stop" },
  },
  {
    what: "a call of a tool in the place of a text",
    providers: chatApis,
    body: chat({ content: null, tool_calls: [{ function: { name: "look_up" } }] }, { finish_reason: "tool_calls" }),
    outcome: { ...failed, says: /look_up/ },
  },
  { what: "Anthropic's pause of a turn", providers: ["anthropic"], body: claude(block, "pause_turn"), outcome: failed },
  {
    what: "Anthropic's full context window",
    providers: ["anthropic"],
    body: claude(block, "model_context_window_exceeded"),
    outcome: { text: "14 days.", finish: "length" },
  },
  {
    what: "Anthropic's refusal",
    providers: ["anthropic"],
    body: claude([], "refusal"),
    outcome: { text: "", finish: "content-filter", raw: "refusal" },
  },
  {
    what: "Anthropic's stop sequence",
    providers: ["anthropic"],
    body: claude(block, "stop_sequence"),
    outcome: { text: "14 days.", finish: "stop" },
  },
  ...[
    "MALFORMED_FUNCTION_CALL",
    "UNEXPECTED_TOOL_CALL",
    "TOO_MANY_TOOL_CALLS",
    "MISSING_THOUGHT_SIGNATURE",
    "MALFORMED_RESPONSE",
  ].map((reason): Quirk => ({
    what: `Google's ${reason}`,
    providers: ["google"],
    body: gemini(days, reason),
    outcome: failed,
  })),
  ...["RECITATION", "LANGUAGE", "OTHER"].map((reason): Quirk => ({
    what: `Google's ${reason} without a text`,
    providers: ["google"],
    body: { candidates: [{ finishReason: reason }] },
    outcome: failed,
  })),
  {
    what: "Google's RECITATION after half a text",
    providers: ["google"],
    body: gemini(days, "RECITATION"),
    outcome: { text: "14 days.", finish: "content-filter" },
  },
  {
    what: "Google's SAFETY without a text",
    providers: ["google"],
    body: { candidates: [{ finishReason: "SAFETY" }] },
    outcome: { text: "", finish: "content-filter" },
  },
  {
    what: "Google's prompt that is blocked",
    providers: ["google"],
    body: { promptFeedback: { blockReason: "PROHIBITED_CONTENT" } },
    outcome: { text: "", finish: "content-filter", raw: "PROHIBITED_CONTENT" },
  },
];

const counts: Quirk[] = [
  ...[
    [20.5, 5, 21, 5],
    ["20", "5", 20, 5],
    [-1, 5, null, 5],
    [1e300, null, null, null],
    [{}, [5], null, null],
    [2 ** 53, 5, null, 5],
  ].map(([prompt_tokens, completion_tokens, input, output]): Quirk => ({
    what: `counts of ${JSON.stringify(prompt_tokens)} and ${JSON.stringify(completion_tokens)}`,
    providers: chatApis,
    body: counted({ prompt_tokens, completion_tokens }),
    outcome: {
      text: "14 days.",
      tokens: [typeof input === "number" ? input : null, typeof output === "number" ? output : null],
    },
  })),
  ...[null, 7, "none", []].map((usage): Quirk => ({
    what: `a usage of ${JSON.stringify(usage)}`,
    providers: chatApis,
    body: counted(usage),
    outcome: { text: "14 days.", tokens: [null, null] },
  })),
  {
    what: "xAI's thinking beside the completion",
    providers: compatible,
    body: counted({
      prompt_tokens: 20,
      completion_tokens: 5,
      total_tokens: 325,
      completion_tokens_details: { reasoning_tokens: 300 },
    }),
    outcome: { text: "14 days.", tokens: [20, 305] },
  },
  {
    what: "thinking that only the total has",
    providers: compatible,
    body: counted({ prompt_tokens: 20, completion_tokens: 5, total_tokens: 125 }),
    outcome: { text: "14 days.", tokens: [20, 105] },
  },
  {
    what: "thinking within the completion",
    providers: chatApis,
    body: counted({
      prompt_tokens: 20,
      completion_tokens: 305,
      total_tokens: 325,
      completion_tokens_details: { reasoning_tokens: 300 },
    }),
    outcome: { text: "14 days.", tokens: [20, 305] },
  },
  {
    what: "cached input that only the total has",
    providers: compatible,
    body: counted({
      prompt_tokens: 20,
      completion_tokens: 5,
      total_tokens: 65,
      prompt_tokens_details: { cached_tokens: 40 },
    }),
    outcome: { text: "14 days.", tokens: [60, 5] },
  },
  {
    what: "Anthropic's cache beside its input",
    providers: ["anthropic"],
    body: claude(block, "end_turn", {
      input_tokens: 3,
      cache_creation_input_tokens: 10,
      cache_read_input_tokens: 7,
      output_tokens: 5.4,
    }),
    outcome: { text: "14 days.", tokens: [20, 5] },
  },
  {
    what: "Google's thinking beside the candidates",
    providers: ["google"],
    body: gemini(days, "STOP", {
      promptTokenCount: 20,
      candidatesTokenCount: 5,
      thoughtsTokenCount: 300,
      totalTokenCount: 325,
    }),
    outcome: { text: "14 days.", tokens: [20, 305] },
  },
  {
    what: "Google's counts as texts, one negative",
    providers: ["google"],
    body: gemini(days, "STOP", { promptTokenCount: "20", candidatesTokenCount: -5 }),
    outcome: { text: "14 days.", tokens: [20, null] },
  },
];

const shapes: Quirk[] = [
  {
    what: "odd id, role, created, object and model",
    providers: chatApis,
    body: {
      ...chat({ content: "14 days.", role: "" }),
      id: 7,
      created: "2025-01-01T00:00:00Z",
      object: null,
      model: {},
      system_fingerprint: 1,
    },
    outcome: { text: "14 days.", finish: "stop" },
  },
  {
    what: "odd id, role and type",
    providers: ["anthropic"],
    body: { ...claude(block), id: 7, role: "", type: null, model: 1 },
    outcome: { text: "14 days." },
  },
  {
    what: "odd role, version and ratings",
    providers: ["google"],
    body: { ...gemini(days, "STOP"), modelVersion: 3, responseId: {}, safetyRatings: "none" },
    outcome: { text: "14 days." },
  },
  {
    what: "an answer in parts",
    providers: chatApis,
    body: chat({
      content: [
        { type: "text", text: "14 " },
        { type: "text", text: "days." },
      ],
    }),
    outcome: { text: "14 days." },
  },
  {
    what: "a refusal in a field of its own",
    providers: chatApis,
    body: chat({ content: null, refusal: "I cannot help." }),
    outcome: { text: "I cannot help.", warns: /refusal/ },
  },
  {
    what: "several choices out of order",
    providers: chatApis,
    body: {
      choices: [
        { index: 1, message: { content: "other" }, finish_reason: "stop" },
        { index: 0, message: { content: "14 days." }, finish_reason: "stop" },
      ],
    },
    outcome: { text: "14 days.", warns: /2 replies/ },
  },
  {
    what: "several candidates out of order",
    providers: ["google"],
    body: {
      candidates: [
        { index: 1, content: { parts: [{ text: "other" }] }, finishReason: "STOP" },
        { index: 0, content: { parts: days }, finishReason: "STOP" },
      ],
    },
    outcome: { text: "14 days." },
  },
  { what: "no choices", providers: chatApis, body: { choices: [] }, outcome: { kind: "malformed", retryable: true } },
  {
    what: "a byte order mark before the JSON",
    providers: chatApis,
    body: `\ufeff${JSON.stringify(chat({ content: "14 days." }))}`,
    outcome: { text: "14 days." },
  },
  {
    what: "thinking in reasoning_content",
    providers: compatible,
    body: chat({ content: "14 days.", reasoning_content: "Let me see." }),
    outcome: { text: "14 days.", reasoning: "Let me see." },
  },
  {
    what: "thinking in reasoning and reasoning_details",
    providers: compatible,
    body: chat({
      content: "14 days.",
      reasoning: "Let me see.",
      reasoning_details: [{ type: "reasoning.text", text: "Let me see." }],
    }),
    outcome: { text: "14 days.", reasoning: "Let me see." },
  },
  {
    what: "thinking as a part of the content",
    providers: compatible,
    body: chat({
      content: [
        { type: "thinking", thinking: [{ type: "text", text: "Let me see." }] },
        { type: "text", text: "14 days." },
      ],
    }),
    outcome: { text: "14 days.", reasoning: "Let me see." },
  },
  {
    what: "thinking blocks",
    providers: ["anthropic"],
    body: claude([
      { type: "thinking", thinking: "Let me see.", signature: "x" },
      { type: "redacted_thinking", data: "y" },
      ...block,
    ]),
    outcome: { text: "14 days.", reasoning: "Let me see." },
  },
  {
    what: "thought parts",
    providers: ["google"],
    body: gemini([{ text: "Let me see.", thought: true }, ...days], "STOP"),
    outcome: { text: "14 days.", reasoning: "Let me see." },
  },
];

const errors: Quirk[] = [
  {
    what: "code 402 within a 200",
    providers: all,
    body: { error: { code: 402, message: "not enough credits" } },
    outcome: { kind: "credit", retryable: false, says: /HTTP 200 and an error of code 402 .*no credit left/ },
  },
  {
    what: "code 429 within a 200",
    providers: all,
    body: { error: { code: 429, message: "busy, try again in 3 seconds" } },
    outcome: { kind: "rate-limit", retryable: true, waitMs: 3_000 },
  },
  {
    what: "code 401 within a 200",
    providers: all,
    body: { error: { code: "401", message: "bad key" } },
    outcome: { kind: "auth", retryable: false },
  },
  {
    what: "code 503 within a 200",
    providers: all,
    body: { error: { code: 503, message: "fell over" } },
    outcome: { kind: "server", retryable: true, says: /code 503/ },
  },
  {
    what: "a code beside a type that only says error, within a 200",
    providers: all,
    body: { type: "error", error: { type: "overloaded_error", message: "too busy" } },
    outcome: { kind: "server", retryable: true, says: /code overloaded_error/ },
  },
  {
    what: "a code that the message names already, within a 200",
    providers: all,
    body: { error: { code: 402, message: "402: top up" } },
    outcome: { kind: "credit", retryable: false, says: /an error in the place of a reply: “402: top up”/ },
  },
  {
    what: "insufficient_quota within a 200",
    providers: all,
    body: { error: { code: "insufficient_quota", message: "pay" } },
    outcome: { kind: "credit", retryable: false, says: /code insufficient_quota/ },
  },
  {
    what: "rate_limit_exceeded within a 200",
    providers: all,
    body: { error: { type: "rate_limit_exceeded", message: "slow down" } },
    outcome: { kind: "rate-limit", retryable: true },
  },
  {
    what: "model_not_found within a 200",
    providers: all,
    body: { error: { code: "model_not_found", message: "which?" } },
    outcome: { kind: "not-found", retryable: false },
  },
  {
    what: "MiniMax's status within a 200",
    providers: compatible,
    body: { choices: null, base_resp: { status_code: 1008, status_msg: "insufficient balance" } },
    outcome: { kind: "credit", retryable: false, says: /code 1008/ },
  },
  {
    what: "HTTP 402",
    providers: all,
    status: 402,
    body: { error: { message: "top up" } },
    outcome: { kind: "credit", retryable: false },
  },
  {
    what: "Anthropic's low balance",
    providers: ["anthropic"],
    status: 400,
    body: {
      type: "error",
      error: { type: "invalid_request_error", message: "Your credit balance is too low to access the API." },
    },
    outcome: { kind: "credit", retryable: false },
  },
  {
    what: "Google's minute that is used up, in words of billing",
    providers: ["google"],
    status: 429,
    body: {
      error: {
        code: 429,
        status: "RESOURCE_EXHAUSTED",
        message: "You exceeded your current quota, please check your plan and billing details.",
        details: [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "34.07s" }],
      },
    },
    outcome: { kind: "rate-limit", retryable: true, waitMs: 34_070 },
  },
  {
    what: "llama.cpp's loading",
    providers: compatible,
    status: 503,
    body: { error: { code: 503, message: "Loading model", type: "unavailable_error" } },
    outcome: { kind: "loading", retryable: true },
  },
  {
    what: "Hugging Face's loading",
    providers: compatible,
    status: 503,
    body: { error: "Model x is currently loading", estimated_time: 20 },
    outcome: { kind: "loading", retryable: true, waitMs: 20_000 },
  },
  {
    what: "errors in a list",
    providers: all,
    status: 400,
    body: { success: false, errors: [{ code: 7003, message: "Could not route" }] },
    outcome: { kind: "bad-request", retryable: false, says: /Could not route/ },
  },
  {
    what: "an error within an error",
    providers: all,
    status: 400,
    body: { error: { error: { message: "deep reason" } } },
    outcome: { kind: "bad-request", retryable: false, says: /deep reason/ },
  },
  {
    what: "OpenRouter's upstream as text",
    providers: all,
    status: 400,
    body: {
      error: {
        message: "Provider returned error",
        metadata: { raw: '{"error":{"message":"max_tokens is too large"}}' },
      },
    },
    outcome: { kind: "bad-request", retryable: false, says: /“max_tokens is too large”/ },
  },
  {
    what: "detail as an object",
    providers: all,
    status: 400,
    body: { detail: { message: "model field wrong" } },
    outcome: { kind: "bad-request", retryable: false, says: /model field wrong/ },
  },
  {
    what: "FastAPI's list of places",
    providers: all,
    status: 422,
    body: { detail: [{ loc: ["body", "messages", 0], msg: "field required" }] },
    outcome: { kind: "bad-request", retryable: false, says: /messages\.0: field required/ },
  },
  {
    what: "messages in a list beside a title",
    providers: all,
    status: 400,
    body: { statusCode: 400, error: "Bad Request", message: ["a is missing", "b is odd"] },
    outcome: { kind: "bad-request", retryable: false, says: /a is missing; b is odd/ },
  },
  {
    what: "a page of a proxy",
    providers: all,
    status: 502,
    body: "<html><head><title>502 Bad Gateway</title></head><body><h1>Bad &amp; worse</h1></body></html>",
    outcome: { kind: "server", retryable: true, says: /Bad & worse: 502 Bad Gateway/ },
  },
  {
    what: "an error as text beside a message, with the request's id",
    providers: all,
    status: 400,
    headers: { "x-request-id": "req_77" },
    body: { error: "invalid_request", message: "too long" },
    outcome: { kind: "bad-request", retryable: false, says: /“too long” \(request req_77\)/ },
  },
  {
    what: "controls in an error's words",
    providers: all,
    status: 400,
    body: { error: { message: "a\u001b[31mb\u202ec" } },
    outcome: { kind: "bad-request", retryable: false, says: /“a \[31mb c”/ },
  },
  {
    what: "a compression that nobody asked for",
    providers: all,
    status: 200,
    headers: { "content-encoding": "lzma" },
    body: "x",
    outcome: { kind: "malformed", retryable: false, says: /lzma/ },
  },
];

const wait = (
  what: string,
  headers: Record<string, string>,
  waitMs: number | null,
  body: unknown = { error: "slow" },
): Quirk => ({
  what,
  providers: compatible,
  status: 429,
  headers,
  body,
  outcome: { kind: "rate-limit", retryable: true, waitMs },
});
const waits: Quirk[] = [
  wait("Retry-After in seconds", { "retry-after": "7" }, 7_000),
  wait("x-ms-retry-after-ms", { "x-ms-retry-after-ms": "250" }, 250),
  wait("x-ratelimit-reset of 6m0s", { "x-ratelimit-reset-requests": "6m0s" }, 360_000),
  wait(
    "only what is used up counts",
    {
      "x-ratelimit-remaining-requests": "3",
      "x-ratelimit-reset-requests": "9s",
      "x-ratelimit-remaining-tokens": "0",
      "x-ratelimit-reset-tokens": "1.5s",
    },
    1_500,
  ),
  wait("x-ratelimit-reset-after in seconds", { "x-ratelimit-reset-after": "1.5" }, 1_500),
  wait("the RateLimit header of the draft", { ratelimit: '"default";r=0;t=30' }, 30_000),
  wait("the reset of three days", { "ratelimit-reset": "259200" }, 259_200_000),
  wait("words: in 1m12.5s", {}, 72_500, { error: { message: "Please try again in 1m12.5s." } }),
  wait("words: after 3 seconds", {}, 3_000, { error: { message: "Please retry after 3 seconds." } }),
  wait("words: 156ms", {}, 156, { error: { message: "Rate limit reached. Please try again in 156ms. Visit us." } }),
  wait("a field of the body", {}, 2_500, { error: { message: "slow", retry_after: 2.5 } }),
  wait("headers within the body", {}, 4_000, {
    error: { message: "x", metadata: { headers: { "Retry-After": "4" } } },
  }),
  wait("nothing that tells of time", {}, null, { error: { message: "12 calls a minute are too many" } }),
];

export const quirks: readonly Quirk[] = [...endings, ...counts, ...shapes, ...errors, ...waits];
