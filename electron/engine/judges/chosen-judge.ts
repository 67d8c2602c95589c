import { judgeChoiceSchema, type Judge, type JudgeChoice } from "../../../shared/domain/judge.ts";
import { Problem } from "../../../shared/problem.ts";
import type { Store } from "../store/store.ts";
import { cleanBaseUrl, hideAddressSecrets } from "../trust/address.ts";
import { readStoredJson } from "../store/stored-json.ts";

const noJudgeChosen: JudgeChoice = { modelId: null, embedding: null, instructions: "" };

/** The judge as it is chosen for the project. A saved model that was removed since counts as none. */
export function readJudgeChoice(store: Store): JudgeChoice {
  const kept = store.settings.get("judge");
  if (kept === null) return noJudgeChosen;
  const choice = hideSecrets(
    readStoredJson(judgeChoiceSchema, kept, { table: "settings", row: "judge", column: "value" }),
  );
  const gone = choice.modelId !== null && store.models.get(Number(choice.modelId)) === null;
  return gone ? { ...choice, modelId: null } : choice;
}

/** Throws Problem("bad-input") for an address that holds a secret. */
export function saveJudgeChoice(store: Store, asked: JudgeChoice): JudgeChoice {
  const embedding = asked.embedding && {
    ...asked.embedding,
    baseUrl: asked.embedding.baseUrl && cleanBaseUrl(asked.embedding.baseUrl),
  };
  const choice = { ...asked, embedding };
  return store.write(() => {
    if (choice.modelId !== null && store.models.get(Number(choice.modelId)) === null) {
      throw new Problem("not-found", "This model does not exist any more. Choose another one as the judge.");
    }
    store.settings.set("judge", JSON.stringify({ ...choice, instructions: choice.instructions.trim() }));
    return readJudgeChoice(store);
  });
}

function hideSecrets(choice: JudgeChoice): JudgeChoice {
  if (!choice.embedding?.baseUrl) return choice;
  return { ...choice, embedding: { ...choice.embedding, baseUrl: hideAddressSecrets(choice.embedding.baseUrl) } };
}

/** The chosen judge with its model's settings as they are now; null where neither of its models is chosen. */
export function chosenJudge(store: Store): Judge | null {
  const { modelId, embedding, instructions } = readJudgeChoice(store);
  const saved = modelId === null ? null : store.models.get(Number(modelId));
  if (!saved && !embedding) return null;
  const { provider, model, baseUrl, settings } = saved ?? { provider: null, model: "", baseUrl: null, settings: {} };
  return { model: provider === null ? null : { provider, model, baseUrl, settings }, embedding, instructions };
}
