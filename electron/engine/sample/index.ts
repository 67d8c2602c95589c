import type { Conversation } from "../../../shared/domain/conversation.ts";
import { consumerConversations } from "./conversations-consumer.ts";
import { employmentConversations } from "./conversations-employment.ts";
import { firmConversations } from "./conversations-firm.ts";
import { tenancyConversations } from "./conversations-tenancy.ts";
import { rules } from "./rules.ts";
import { versions, type SampleVersion } from "./versions.ts";

export interface Sample {
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
export const sample: Sample = {
  projectName: "Ashgrove Legal (sample)",
  promptName: "legal-advice",
  setName: "clients",
  rulesFileName: "legal-advice.rules.yaml",
  rules,
  versions,
  conversations: [...firmConversations, ...tenancyConversations, ...employmentConversations, ...consumerConversations],
};
