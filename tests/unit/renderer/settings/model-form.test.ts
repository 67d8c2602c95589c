import { describe, expect, it } from "vitest";
import { readModelForm, toModelForm } from "../../../../renderer/settings/model-form.ts";
import type { SavedModel } from "../../../../shared/domain/model.ts";

const saved: SavedModel = {
  id: "1",
  name: "Local",
  provider: "openai-compatible",
  model: "llama3.2",
  baseUrl: "http://127.0.0.1:11434/v1",
  settings: { temperature: 0, seed: 7 },
  isDefault: true,
  requestsPerMinute: 60,
  tokensPerMinute: null,
};

describe("editing a model", () => {
  it("gives back a model that was only looked at; a temperature of 0 is not the default", () => {
    const { name, provider, model, baseUrl, settings, requestsPerMinute, tokensPerMinute } = saved;
    const spec = { name, provider, model, baseUrl, settings, requestsPerMinute, tokensPerMinute };
    expect(readModelForm(toModelForm(saved))).toEqual({ spec });
  });

  it("takes the model's id as its name where none was typed", () => {
    expect(readModelForm({ ...toModelForm(saved), name: " " })).toMatchObject({ spec: { name: "llama3.2" } });
  });

  it("asks for the address of a server that has no usual one", () => {
    expect(readModelForm({ ...toModelForm(saved), baseUrl: "" })).toEqual({
      problems: { baseUrl: "This kind of server needs its address." },
    });
  });

  it("names the field of every wrong number", () => {
    const read = readModelForm({ ...toModelForm(saved), temperature: "warm", topP: "2", maxOutputTokens: "1.5" });
    expect(Object.keys("problems" in read ? read.problems : {}).sort()).toEqual([
      "maxOutputTokens",
      "temperature",
      "topP",
    ]);
  });
});
