import type { Judge } from "../../../../shared/domain/judge.ts";
import type { ModelSettings } from "../../../../shared/domain/model.ts";
import type { ChatModel } from "../../models/port.ts";
import { sha256 } from "../../store/texts.ts";

interface Decides {
  system: string;
  /** SHA-256 of the conversation's turns and checks, rubrics included. */
  contentSha256: string;
  model: ChatModel;
  settings: ModelSettings;
  sample: number;
  /** Whoever answers the graded checks. */
  judge: Judge | null;
}

/** SHA-256 over all that decides what becomes of a trial. */
export function trialKey({ system, contentSha256, model, settings, sample, judge }: Decides): Buffer {
  const { temperature, topP, maxOutputTokens, seed, thinking } = settings;
  return sha256(
    JSON.stringify([
      system,
      contentSha256,
      [model.provider, model.model, model.identity],
      // Thinking is named where it is not kept apart alone, so that keys of earlier builds stay what they are.
      [
        temperature ?? null,
        topP ?? null,
        maxOutputTokens ?? null,
        seed ?? null,
        ...(thinking === "in-reply" ? [thinking] : []),
      ],
      sample,
      judge,
    ]),
  );
}
