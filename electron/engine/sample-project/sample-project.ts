import { ruleAmendments, rulesHeader } from "./rule-amendments.ts";
import { consumerRules, consumerConversations } from "./consumer-law.ts";
import { employmentRules, employmentConversations } from "./employment-law.ts";
import { firmRules, firmConversations } from "./firm-questions.ts";
import { tenancyRules, tenancyConversations } from "./tenancy-law.ts";
import type { Conversation } from "../../../shared/domain/conversation.ts";
import { currentTimestamp } from "../clock.ts";
import { saveModel } from "../models/saved-models.ts";
import { commitText } from "../prompts/drafts.ts";
import { createPrompt } from "../prompts/prompts.ts";
import type { Store } from "../store/store.ts";
import type { Run } from "../../../shared/domain/run.ts";
import type { Services } from "../services.ts";

/** The rules file of the sample, as it is written beside the project so that people can open and edit it. */
const rules = [rulesHeader, "rules:", firmRules, tenancyRules, employmentRules, consumerRules, ruleAmendments].join(
  "\n",
);

interface SampleVersion {
  text: string;
  message: string;
  label?: string;
}

const first = `You are the legal information assistant of Ashgrove Legal, a law firm.
People write to you through the chat on our website.

## What you do
- You explain the law on tenancy, employment and consumer questions.
- For any other area of law, say that it is not our field and do not try to answer.
- You give general information. You do not take on cases.

## How you answer
- Start with the answer itself, then say what to do next.
- Use plain language. When a legal term cannot be avoided, explain it in brackets.
- Use a numbered list when there are steps to take in order.
- Name the time limit whenever the law sets one.
- Ask one question back when the answer depends on something the person has not said.
- Keep a positive tone: do not dwell on what can go wrong.
- End every answer about the law with this sentence: "This is general information, not legal advice."

## Rules
- Do not promise that somebody will win or how much they will get.
- Do not say who is right in a dispute before both sides are known.
- Do not help anyone to deceive a court, an employer or a landlord.
- Do not ask for personal details: no names, addresses or case numbers.
- Do not comment on party politics or on laws that are still being debated.
- If somebody may lose their home today, give them the Tenants' Emergency Line first: 555-0173.
`;

const competitors = "- Do not mention competitors. When somebody needs more help, refer them to Ashgrove Legal.";
const phones = "- Do not make up phone numbers.";
const listedOnly = "- Only give contact details that stand in this prompt. Never make up a phone number.";
const short = "- Keep answers short: no more than four sentences.";
const shortButComplete =
  "- Keep answers short, but never leave out a time limit or the closing sentence to save space.";
const contact = `
## Contact
Telephone 555-0119, Monday to Friday from 9 to 5. Email help@ashgrove.example. Office: 14 Mill Lane.
`;
const plainLanguage = "- Use plain language. When a legal term cannot be avoided, explain it in brackets.";
const emergency = "- If somebody may lose their home today, give them the Tenants' Emergency Line first: 555-0173.";

const second = after(first, emergency, competitors);
const third = after(second, competitors, phones);
const fourth = instead(third, phones, listedOnly);
const fifth = fourth + contact;
const sixth = after(fifth, plainLanguage, short);
const seventh = instead(sixth, short, shortButComplete);

/** Oldest first. Each is the edit of a line or two that somebody made to mend one answer. */
const versions: SampleVersion[] = [
  { text: first, message: "First version that went live" },
  { text: second, message: "Stop it recommending LexDirect" },
  { text: third, message: "It made up an office number: forbid that" },
  { text: fourth, message: "It gave out the emergency line as ours: only details from the prompt" },
  { text: fifth, message: "Add our contact details, it refused everything about contact", label: "production" },
  { text: sixth, message: "Answers got too long: ask for short ones" },
  { text: seventh, message: "Short, but keep time limits and the closing sentence", label: "candidate" },
];

function after(text: string, line: string, added: string): string {
  return instead(text, line, `${line}\n${added}`);
}

function instead(text: string, line: string, replacement: string): string {
  const lines = text.split("\n");
  const at = lines.indexOf(line);
  if (at < 0) throw new Error(`The sample prompt has no line "${line}"`);
  return lines.with(at, replacement).join("\n");
}

interface SampleProject {
  projectName: string;
  promptName: string;
  setName: string;
  rulesFileName: string;
  rules: string;
  versions: SampleVersion[];
  conversations: Conversation[];
}

/**
 * A project to try everything on without a key: the chatbot of an invented firm, seven versions of its prompt, each
 * of which fixed one answer and broke another. The law in it is simplified and belongs to no country.
 */
export const sampleProject: SampleProject = {
  projectName: "Ashgrove Legal (sample)",
  promptName: "legal-advice",
  setName: "clients",
  rulesFileName: "legal-advice.rules.yaml",
  rules,
  versions,
  conversations: [...firmConversations, ...tenancyConversations, ...employmentConversations, ...consumerConversations],
};

/** Fills an empty project with the sample. Its model's rules go into a file beside the project. */
export function fillWithSample(store: Store): void {
  store.write(() => {
    store.settings.set("name", sampleProject.projectName);
    store.settings.set("sample", "new");
    const prompt = createPrompt(store, sampleProject.promptName, "");
    for (const version of sampleProject.versions) {
      commitText(store, prompt.id, version.text, version.message, version.label ?? null);
    }
    const setId = store.conversations.insertSet(sampleProject.setName, currentTimestamp());
    for (const conversation of sampleProject.conversations) store.conversations.write(setId, conversation);
    saveModel(store, {
      id: null,
      name: "Scripted (not a model)",
      spec: { provider: "scripted", model: sampleProject.rulesFileName, baseUrl: null, settings: {} },
      limits: { requestsPerMinute: null, tokensPerMinute: null },
      isDefault: true,
    });
  });
}

/** Replays the sample's versions that have no run yet, oldest first; later edits then have a baseline. */
export async function replaySample({ store, replays }: Services): Promise<Run[]> {
  const prompt = store.prompts.find(sampleProject.promptName);
  const set = store.conversations.findSet(sampleProject.setName);
  const model = store.models.list().find((one) => one.isDefault);
  if (!prompt || !set || !model) return [];
  const done = new Set(replays.list(prompt.id, set.id).map((run) => run.versionNumber));
  const { provider, model: rules, baseUrl, settings } = model;
  const runs: Run[] = [];
  for (const version of store.versions.list(Number(prompt.id)).reverse()) {
    if (done.has(version.number)) continue;
    const run = await replays.start({
      promptId: prompt.id,
      version: version.number,
      setId: set.id,
      model: { provider, model: rules, baseUrl, settings },
      samples: 1,
      concurrency: 8,
      history: "live",
      baselineRunId: null,
      useCache: true,
    });
    runs.push(await replays.waitForEnd(run.id));
  }
  return runs;
}
