import { editor } from "./monaco.ts";
import { PROMPT_LANGUAGE } from "./prompt-language.ts";

const MOST = 50;
const models = new Map<string, editor.ITextModel>();

/** A version's text never changes, so one model per text serves every view; those not seen for long are let go. */
export function modelOfVersion(text: string): editor.ITextModel {
  const known = models.get(text);
  models.delete(text);
  const model = known ?? editor.createModel(text, PROMPT_LANGUAGE);
  models.set(text, model);
  const [oldest] = models;
  if (models.size > MOST && oldest) {
    models.delete(oldest[0]);
    oldest[1].dispose();
  }
  return model;
}
