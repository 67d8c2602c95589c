import type { DraftSaver } from "./draft-saver.ts";
import { editor } from "./monaco.ts";
import { PROMPT_LANGUAGE } from "./prompt-language.ts";

const models = new Map<DraftSaver, editor.ITextModel>();

/** One text model per draft for as long as the window lives: every view of the draft shares its undo history. */
export function modelOfDraft(saver: DraftSaver): editor.ITextModel {
  const known = models.get(saver);
  if (known) return known;
  const model = editor.createModel(saver.state().text, PROMPT_LANGUAGE);
  models.set(saver, model);
  let { replaced, branch } = saver.state();
  model.onDidChangeContent(() => saver.edit(model.getValue()));
  saver.subscribe(() => {
    const state = saver.state();
    const sameBranch = state.branch === branch;
    branch = state.branch;
    if (state.replaced === replaced) return;
    replaced = state.replaced;
    if (model.getValue() === state.text) return;
    // Undo must not bring the words of one branch into the draft of another.
    if (!sameBranch) return model.setValue(state.text);
    // As an edit, so that undo can go back behind it.
    model.pushEditOperations([], [{ range: model.getFullModelRange(), text: state.text }], () => null);
  });
  return model;
}
