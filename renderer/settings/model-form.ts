import { z } from "zod";
import { modelSpecSchema, rateLimitsSchema, type Provider, type SavedModel } from "../../shared/domain/model.ts";
import { providers } from "../../shared/domain/provider.ts";

/** A model as it is typed: every field a text. */
export interface ModelForm {
  name: string;
  provider: Provider;
  model: string;
  baseUrl: string;
  temperature: string;
  topP: string;
  maxOutputTokens: string;
  seed: string;
  /** Whether thinking that the model writes into its replies stays there. */
  thinkingInReply: boolean;
  requestsPerMinute: string;
  tokensPerMinute: string;
  isDefault: boolean;
}

type ModelFormProblems = Partial<Record<keyof ModelForm, string>>;

const namedSpecSchema = modelSpecSchema.extend({
  name: z.string().trim().min(1, "a model needs a name").max(100),
  ...rateLimitsSchema.shape,
});
type NamedSpec = z.infer<typeof namedSpecSchema>;

const fieldNames = [
  "name",
  "provider",
  "model",
  "baseUrl",
  "temperature",
  "topP",
  "maxOutputTokens",
  "seed",
  "requestsPerMinute",
  "tokensPerMinute",
] as const;

export function toModelForm(model: SavedModel | null): ModelForm {
  const { temperature, topP, maxOutputTokens, seed, thinking } = model?.settings ?? {};
  return {
    name: model?.name ?? "",
    provider: model?.provider ?? "openai",
    model: model?.model ?? "",
    baseUrl: model?.baseUrl ?? "",
    temperature: String(temperature ?? ""),
    topP: String(topP ?? ""),
    maxOutputTokens: String(maxOutputTokens ?? ""),
    seed: String(seed ?? ""),
    thinkingInReply: thinking === "in-reply",
    requestsPerMinute: String(model?.requestsPerMinute ?? ""),
    tokensPerMinute: String(model?.tokensPerMinute ?? ""),
    isDefault: model?.isDefault ?? false,
  };
}

/** The model that the form describes, or what is wrong with which field. A missing name becomes the model's id. */
export function readModelForm(form: ModelForm): { spec: NamedSpec } | { problems: ModelFormProblems } {
  const needsAddress =
    form.provider !== "scripted" && providers[form.provider].address === null && form.baseUrl.trim() === "";
  const read = namedSpecSchema.safeParse({
    name: form.name.trim() === "" ? form.model : form.name,
    provider: form.provider,
    model: form.model,
    baseUrl: form.baseUrl.trim() === "" || form.provider === "scripted" ? null : form.baseUrl.trim(),
    settings: {
      temperature: toNumber(form.temperature),
      topP: toNumber(form.topP),
      maxOutputTokens: toNumber(form.maxOutputTokens),
      seed: toNumber(form.seed),
      thinking: form.thinkingInReply ? "in-reply" : undefined,
    },
    requestsPerMinute: toNumber(form.requestsPerMinute) ?? null,
    tokensPerMinute: toNumber(form.tokensPerMinute) ?? null,
  });
  if (read.success && !needsAddress) return { spec: read.data };
  const problems: ModelFormProblems = needsAddress ? { baseUrl: "This kind of server needs its address." } : {};
  for (const issue of read.error?.issues ?? []) {
    const field = fieldNames.find((name) => name === issue.path.at(-1));
    if (field !== undefined) problems[field] ??= formatFieldProblem(field, issue.message);
  }
  if (problems.model !== undefined) delete problems.name;
  return { problems };
}

function toNumber(text: string): number | undefined {
  return text.trim() === "" ? undefined : Number(text.trim().replace(",", "."));
}

function formatFieldProblem(field: (typeof fieldNames)[number], message: string): string {
  switch (field) {
    case "model":
      return "Which model? Write its id.";
    case "temperature":
      return "A number from 0 to 2.";
    case "topP":
      return "A number from 0 to 1.";
    case "maxOutputTokens":
    case "requestsPerMinute":
    case "tokensPerMinute":
      return "A whole number above 0.";
    case "seed":
      return "A whole number.";
    default:
      return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
  }
}
