import { existsSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve } from "node:path";
import { modelSpecSchema, providerSchema, type ModelSettings, type ModelSpec } from "../../shared/domain/model.ts";
import { Problem } from "../../shared/problem.ts";
import { giveTyped } from "../engine/models/typed-address.ts";
import type { Services } from "../engine/services.ts";
import type { Store } from "../engine/store/store.ts";
import { cleanBaseUrl } from "../engine/trust/address.ts";
import { parseOption } from "./parse-option.ts";

/**
 * `--model PROVIDER/MODEL`; without it the project's default model. What was given by hand, an address or the path of a
 * rules file, is allowed for this run; an address that the project holds is not.
 */
export function chooseModel(
  { store, trust }: Pick<Services, "store" | "trust">,
  option: string | undefined,
  baseUrl: string | undefined,
  settings: ModelSettings,
): ModelSpec {
  const typed = baseUrl === undefined ? undefined : cleanBaseUrl(baseUrl);
  const spec = option === undefined ? defaultModel(store, typed, settings) : namedModel(store, option, typed, settings);
  if (option !== undefined && spec.provider === "scripted") {
    const name = option.slice(option.indexOf("/") + 1);
    for (const address of [...trust.placesOf(name), ...trust.placesOf(spec.model)])
      trust.give({ kind: "file", address, key: null });
  }
  if (typed !== undefined) giveTyped(trust, spec, null);
  return spec;
}

function namedModel(store: Store, option: string, baseUrl: string | undefined, settings: ModelSettings): ModelSpec {
  const slash = option.indexOf("/");
  const provider = providerSchema.safeParse(option.slice(0, slash));
  if (slash < 0 || !provider.success) {
    throw new Problem(
      "unknown-model",
      `--model ${option} names no provider. Write PROVIDER/MODEL with one of: ${providerSchema.options.join(", ")}.`,
      { model: option },
    );
  }
  const name = option.slice(slash + 1);
  const model = provider.data === "scripted" ? rulesPath(store, name) : name;
  return parseOption("--model", modelSpecSchema, {
    provider: provider.data,
    model,
    baseUrl: baseUrl ?? null,
    settings,
  });
}

function defaultModel(store: Store, baseUrl: string | undefined, settings: ModelSettings): ModelSpec {
  const saved = store.models.list().find((one) => one.isDefault);
  if (!saved)
    throw new Problem("unknown-model", "This project has no default model: name one with --model PROVIDER/MODEL.");
  return parseOption("--base-url", modelSpecSchema, {
    provider: saved.provider,
    model: saved.model,
    baseUrl: baseUrl ?? saved.baseUrl,
    settings: { ...saved.settings, ...settings },
  });
}

/** A rules file below the project's folder is kept by its relative path, so that both can be moved together. */
function rulesPath(store: Store, name: string): string {
  const found = resolve(name);
  if (!existsSync(found)) return name;
  const fromProject = relative(dirname(store.file), found);
  return fromProject.startsWith("..") || isAbsolute(fromProject) ? found : fromProject;
}
