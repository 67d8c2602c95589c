import { isSupportedCountry } from "libphonenumber-js/max";
import { factSettingsSchema, type AllowedFact, type FactSettings } from "../../../shared/domain/fact.ts";
import { Problem } from "../../../shared/problem.ts";
import type { Store } from "../store/store.ts";
import { readStoredJson } from "../store/stored-json.ts";

let cachedSettings: { text: string; settings: FactSettings } | null = null;

/** The same object while nothing changes, so that what is made from it can be kept beside it. */
export function readFactSettings(store: Store): FactSettings {
  const text = store.settings.get("facts") ?? "{}";
  if (cachedSettings?.text !== text)
    cachedSettings = {
      text,
      settings: readStoredJson(factSettingsSchema, text, { table: "settings", row: "facts", column: "value" }),
    };
  return cachedSettings.settings;
}

/** Replaces all but the allow-list. Throws Problem("bad-input") for a country without a phone plan. */
export function saveFactSettings(store: Store, asked: Omit<FactSettings, "allowed">): FactSettings {
  if (!isSupportedCountry(asked.country)) {
    throw new Problem(
      "bad-input",
      `"${asked.country}" is no country with phone numbers. Enter two letters such as US or DE.`,
      {
        country: asked.country,
      },
    );
  }
  const organisations = [...new Map(asked.organisations.map((name) => [name.toLowerCase(), name])).values()];
  return changeFactSettings(store, (now) => ({
    ...now,
    ...asked,
    organisations: organisations.toSorted((a, b) => a.localeCompare(b)),
  }));
}

/** From now on no reply is flagged for it, whatever run it stands in. */
export function allowFact(store: Store, fact: AllowedFact): FactSettings {
  return changeFactSettings(store, (now) => ({ ...now, allowed: [...withoutFact(now.allowed, fact), fact] }));
}

export function disallowFact(store: Store, fact: Pick<AllowedFact, "kind" | "key">): FactSettings {
  return changeFactSettings(store, (now) => ({ ...now, allowed: withoutFact(now.allowed, fact) }));
}

function withoutFact(allowed: readonly AllowedFact[], { kind, key }: Pick<AllowedFact, "kind" | "key">): AllowedFact[] {
  return allowed.filter((one) => one.kind !== kind || one.key !== key);
}

function changeFactSettings(store: Store, by: (now: FactSettings) => FactSettings): FactSettings {
  return store.write(() => {
    const settings = factSettingsSchema.parse(by(readFactSettings(store)));
    store.settings.set("facts", JSON.stringify(settings));
    return settings;
  });
}
