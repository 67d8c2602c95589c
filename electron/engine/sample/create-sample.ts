import { now } from "../clock.ts";
import { saveModel } from "../models/saved-models.ts";
import { commitText } from "../prompts/drafts.ts";
import { createPrompt } from "../prompts/prompts.ts";
import type { Store } from "../store/store.ts";
import { sample } from "./index.ts";

/** Fills an empty project with the sample. Its model's rules go into a file beside the project. */
export function fillWithSample(store: Store): void {
  store.write(() => {
    store.settings.set("name", sample.projectName);
    store.settings.set("sample", "new");
    const prompt = createPrompt(store, sample.promptName, "");
    for (const version of sample.versions) {
      commitText(store, prompt.id, version.text, version.message, version.label ?? null);
    }
    const setId = store.conversations.insertSet(sample.setName, now());
    for (const conversation of sample.conversations) store.conversations.write(setId, conversation);
    saveModel(store, {
      id: null,
      name: "Scripted (not a model)",
      spec: { provider: "scripted", model: sample.rulesFileName, baseUrl: null, settings: {} },
      limits: { requestsPerMinute: null, tokensPerMinute: null },
      isDefault: true,
    });
  });
}
