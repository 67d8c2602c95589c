import { assertNever } from "../../../shared/assert-never.ts";
import type { SdkResult } from "./provider-adapter.ts";

type SdkWarning = SdkResult["warnings"][number];

/** A warning of the SDK as a sentence for a person. */
export function warningSentence(warning: SdkWarning): string {
  switch (warning.type) {
    case "unsupported":
      return sentence(`This model does not take ${warning.feature} as it was set`, warning.details);
    case "compatibility":
      return sentence(`${warning.feature} was adapted for this model`, warning.details);
    case "deprecated":
      return sentence(`${warning.setting} is deprecated`, warning.message);
    case "other":
      return sentence(warning.message);
    default:
      return assertNever(warning);
  }
}

function sentence(start: string, details?: string): string {
  const text = details === undefined || details === "" ? start : `${start}: ${details}`;
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
