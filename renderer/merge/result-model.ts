import { editor } from "../workbench/prompt/monaco.ts";
import { PROMPT_LANGUAGE } from "../workbench/prompt/prompt-language.ts";

const MOST = 8;
const models = new Map<string, editor.ITextModel>();

/** One text model per merge for as long as the window lives: who leaves the screen comes back to the same undo. */
export function modelOfResult(key: string, text: string): editor.ITextModel {
  const known = models.get(key);
  models.delete(key);
  const model = known ?? editor.createModel(text, PROMPT_LANGUAGE);
  models.set(key, model);
  const [oldest] = models;
  if (models.size > MOST && oldest) {
    models.delete(oldest[0]);
    oldest[1].dispose();
  }
  return model;
}

/** Where the caret and the scroll bar stood when a result was last shown. */
const places = new WeakMap<editor.ITextModel, editor.ICodeEditorViewState>();

export function rememberPlace(code: editor.ICodeEditor): void {
  const model = code.getModel();
  const place = code.saveViewState();
  if (model && place) places.set(model, place);
}

/** Goes back there; false where it was not shown before. */
export function restorePlace(code: editor.ICodeEditor): boolean {
  const model = code.getModel();
  const place = model && places.get(model);
  if (place) code.restoreViewState(place);
  return Boolean(place);
}

/** Puts a text in place of all of it, as an edit that can be undone. */
export function replaceResult(key: string, text: string): void {
  const model = models.get(key);
  if (!model || model.getValue() === text) return;
  model.pushStackElement();
  model.pushEditOperations([], [{ range: model.getFullModelRange(), text }], () => null);
  model.pushStackElement();
}
