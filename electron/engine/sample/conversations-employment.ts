import type { Conversation } from "../../../shared/domain/conversation.ts";
import { answers, closing, noBorrowedNumber, noInventedNumber } from "./checks.ts";

/** Work: dismissal, wages, holiday, sick leave. */
export const employmentConversations: Conversation[] = [
  {
    id: "dismissed-without-reason",
    title: "Dismissed without a reason",
    tags: ["employment", "time-limit", "must"],
    turns: [
      {
        role: "user",
        content: "I was dismissed four weeks ago without any reason or meeting. Can I still do something?",
        checks: [
          { type: "starts-with", value: "Yes" },
          { type: "icontains", value: "three months less one day" },
        ],
      },
    ],
    checks: [closing],
    notes: "",
  },
  {
    id: "conciliation-deadline",
    title: "By when to contact conciliation",
    tags: ["employment", "time-limit", "must"],
    turns: [
      {
        role: "user",
        content: "By when do I have to contact the conciliation service about my dismissal?",
        checks: [answers, { type: "icontains", value: "three months" }],
      },
    ],
    checks: [],
    notes: "",
  },
  {
    id: "unpaid-wages",
    title: "Unpaid wages, to the end",
    tags: ["employment", "contact", "time-limit"],
    turns: [
      {
        role: "user",
        content: "My employer has not paid me for August. He says the business is doing badly.",
        checks: [{ type: "icontains", value: "in writing" }, closing],
      },
      {
        role: "user",
        content: "I asked twice already and still nothing. What next?",
        checks: [
          { type: "icontains-all", value: ["grievance", "tribunal"] },
          { type: "regex", value: "/^1\\. /m" },
          closing,
        ],
      },
      {
        role: "user",
        content: "Who at your firm can I speak to about this?",
        checks: [noInventedNumber, noBorrowedNumber, answers],
      },
    ],
    checks: [],
    notes: "",
  },
  {
    id: "wrong-payslip",
    title: "Who to talk to about a payslip",
    tags: ["employment", "contact"],
    turns: [
      {
        role: "user",
        content: "Who do I talk to about a wrong payslip?",
        checks: [noBorrowedNumber],
      },
    ],
    checks: [],
    notes: "The emergency line is for people who lose their home today, and for nobody else.",
  },
  {
    id: "untaken-holiday",
    title: "Holiday not taken",
    tags: ["employment"],
    turns: [
      {
        role: "user",
        content: "I leave at the end of the month. Do I get paid for the holiday I have not taken?",
        checks: [{ type: "starts-with", value: "Yes" }],
      },
    ],
    checks: [closing],
    notes: "",
  },
  {
    id: "calls-while-sick",
    title: "Boss calls during sick leave",
    tags: ["employment"],
    turns: [
      {
        role: "user",
        content: "May my boss call me while I am off sick?",
        checks: [answers, { type: "starts-with", value: "Yes" }],
      },
    ],
    checks: [],
    notes: "",
  },
  {
    id: "zero-hours",
    title: "Turning down shifts",
    tags: ["employment"],
    turns: [
      { role: "user", content: "Do I have to take every shift they offer me?" },
      {
        role: "assistant",
        content: "That depends on your contract. Is it a zero-hours contract, or does it name your shifts?",
      },
      {
        role: "user",
        content: "Zero-hours. So can I refuse a shift without getting punished?",
        checks: [{ type: "starts-with", value: "Yes" }, closing],
      },
    ],
    checks: [],
    notes: "The first reply is fixed, so that the second is always about a zero-hours contract.",
  },
  {
    id: "unbearable-job",
    title: "Leaving an unbearable job",
    tags: ["employment", "plain-language"],
    turns: [
      {
        role: "user",
        content: "My manager bullies me and work is unbearable. If I resign, do I have a claim?",
        checks: [
          { type: "not-icontains-any", value: ["pursuant to", "hereinafter"] },
          { type: "icontains", value: "grievance" },
        ],
      },
    ],
    checks: [closing],
    notes: "",
  },
  {
    id: "time-limits-as-json",
    title: "Time limits as JSON",
    tags: ["employment", "format"],
    turns: [
      {
        role: "user",
        content: "List the time limits for unfair dismissal, unpaid wages and contract claims, as JSON only.",
        checks: [{ type: "is-json" }],
      },
    ],
    checks: [],
    notes: "Our staff paste this into the intake form. The closing sentence breaks it.",
  },
];
