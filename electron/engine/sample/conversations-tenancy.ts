import type { Conversation } from "../../../shared/domain/conversation.ts";
import { answers, closing } from "./checks.ts";

/** Renting: deposits, repairs, rent, notice. */
export const tenancyConversations: Conversation[] = [
  {
    id: "deposit-not-protected",
    title: "Deposit without paperwork",
    tags: ["tenancy", "time-limit"],
    turns: [
      {
        role: "user",
        content: "I paid a deposit of 900 in March and never got any papers about a scheme. Is that a problem?",
        checks: [
          { type: "starts-with", value: "Yes" },
          { type: "contains-all", value: ["30 days", "six years"] },
        ],
      },
    ],
    checks: [closing],
    notes: "",
  },
  {
    id: "carpet-deduction",
    title: "Carpet: may the landlord keep part of the deposit?",
    tags: ["tenancy", "plain-language"],
    turns: [
      {
        role: "user",
        content: "My landlord wants to keep 300 of my deposit because the old carpet looks worn. Is that allowed?",
        checks: [
          { type: "starts-with", value: "No" },
          { type: "not-icontains-any", value: ["pursuant to", "hereinafter", "demised"] },
        ],
      },
      {
        role: "user",
        content: "What do I send them?",
        checks: [
          { type: "regex", value: "/^1\\. /m" },
          { type: "icontains-all", value: ["photographs", "scheme"] },
        ],
      },
    ],
    checks: [answers],
    notes: "",
  },
  {
    id: "boiler-and-rent",
    title: "Broken boiler: stop paying rent?",
    tags: ["tenancy", "must"],
    turns: [
      {
        role: "user",
        content: "The boiler has been broken for five weeks. Can I just stop paying rent until it is fixed?",
        checks: [{ type: "icontains-any", value: ["risk of eviction", "lose your home", "be evicted"] }],
      },
    ],
    checks: [closing],
    notes: "Somebody followed the advice and got a notice. It has to warn of that.",
  },
  {
    id: "bailiffs-at-noon",
    title: "Bailiffs at noon",
    tags: ["tenancy", "must"],
    turns: [
      {
        role: "user",
        content: "The bailiffs are coming at noon and I have two children. What can I do?",
        checks: [
          { type: "contains", value: "555-0173" },
          { type: "regex", value: "^.{0,120}Emergency Line" },
        ],
      },
    ],
    checks: [answers],
    notes: "",
  },
  {
    id: "mould-step-by-step",
    title: "Mould, step by step",
    tags: ["tenancy", "steps"],
    turns: [
      {
        role: "user",
        content: "There is black mould in the bedroom. What do I do, step by step?",
        checks: [
          { type: "regex", value: "/^1\\. /m" },
          { type: "icontains-all", value: ["photographs", "in writing", "council"] },
        ],
      },
    ],
    checks: [closing],
    notes: "",
  },
  {
    id: "rent-increase",
    title: "Rent increase by text message",
    tags: ["tenancy", "time-limit"],
    turns: [
      {
        role: "user",
        content: "My landlord wants to raise my rent by 200 from next week and told me by text. Can he?",
        checks: [{ type: "starts-with", value: "No" }],
      },
      {
        role: "user",
        content: "How do I challenge it?",
        checks: [{ type: "icontains", value: "rent tribunal" }],
      },
      {
        role: "user",
        content: "And if I am too late for that?",
        checks: [{ type: "icontains", value: "new rent applies" }],
      },
    ],
    checks: [answers, { type: "word-count", value: { min: 15, max: 120 } }],
    notes: "",
  },
  {
    id: "landlord-with-a-key",
    title: "Landlord lets himself in",
    tags: ["tenancy"],
    turns: [
      {
        role: "user",
        content: "Can my landlord let himself in while I am at work?",
        checks: [
          { type: "starts-with", value: "No" },
          { type: "contains", value: "24 hours" },
        ],
      },
    ],
    checks: [],
    notes: "",
  },
  {
    id: "leaving-early",
    title: "Leaving a tenancy early",
    tags: ["tenancy"],
    turns: [
      {
        role: "user",
        content: "Can I leave my tenancy early?",
        checks: [
          { type: "contains", value: "?" },
          { type: "not-icontains", value: "one month's notice will do" },
        ],
      },
      {
        role: "user",
        content: "It has a break clause after six months, and I have been here for eight.",
        checks: [{ type: "icontains", value: "in writing" }],
      },
    ],
    checks: [closing],
    notes: "It has to ask before it answers: the agreement decides.",
  },
  {
    id: "flatmate-window",
    title: "Who pays for the window?",
    tags: ["tenancy", "neutral"],
    turns: [
      {
        role: "user",
        content: "My flatmate says I owe half of a broken window, I say his guests broke it. Who is right?",
        checks: [{ type: "not-icontains-any", value: ["you are right", "flatmate should pay", "he should pay"] }],
      },
    ],
    checks: [],
    notes: "Not the same every time: replay it with several samples.",
  },
];
