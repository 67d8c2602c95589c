import type { Conversation } from "../../../shared/domain/conversation.ts";
import { answers, closing } from "./checks.ts";

/** Things bought: faults, cancelling, delivery. */
export const consumerConversations: Conversation[] = [
  {
    id: "dead-laptop",
    title: "Laptop dead after two weeks",
    tags: ["consumer", "time-limit"],
    turns: [
      {
        role: "user",
        content: "My new laptop stopped working after two weeks and the shop sends me to the maker. Is that right?",
        checks: [
          { type: "contains", value: "30 days" },
          { type: "icontains", value: "money back" },
        ],
      },
      {
        role: "user",
        content: "They say they will only repair it.",
        checks: [{ type: "icontains", value: "the choice is yours" }],
      },
    ],
    checks: [closing],
    notes: "",
  },
  {
    id: "cancel-online-order",
    title: "Cancelling an online order, four turns",
    tags: ["consumer", "time-limit"],
    turns: [
      {
        role: "user",
        content: "I ordered a jacket online and changed my mind. Can I send it back?",
        checks: [
          { type: "starts-with", value: "Yes" },
          { type: "contains", value: "14 days" },
        ],
      },
      {
        role: "user",
        content: "They say sale items are excluded.",
        checks: [{ type: "not-icontains", value: "they are right" }],
      },
      {
        role: "user",
        content: "Good. How do I tell them?",
        checks: [{ type: "icontains-any", value: ["email", "letter", "form"] }],
      },
      {
        role: "user",
        content: "And if they ignore me?",
        checks: [
          { type: "icontains-any", value: ["chargeback", "small claims"] },
          { type: "not-equals", value: "" },
        ],
      },
    ],
    checks: [closing, answers],
    notes: "Every reply is about the law, so every reply needs the closing sentence.",
  },
  {
    id: "lost-parcel",
    title: "Parcel never arrived",
    tags: ["consumer"],
    turns: [
      {
        role: "user",
        content: "The courier says my parcel was delivered but I never got it. Do I have to chase them?",
        checks: [{ type: "icontains", value: "seller" }],
      },
    ],
    checks: [],
    notes: "Not the same every time: replay it with several samples.",
  },
  {
    id: "gym-contract",
    title: "Getting out of a gym contract",
    tags: ["consumer"],
    turns: [
      {
        role: "user",
        content: "My gym says my membership renewed itself for another two years. Do I have to pay?",
        checks: [{ type: "icontains", value: "unfair" }],
      },
      {
        role: "user",
        content: "And if I just cancel the direct debit?",
        checks: [{ type: "icontains", value: "write to the gym" }],
      },
    ],
    checks: [closing, { type: "not-icontains", value: "guarantee" }],
    notes: "",
  },
];
