import type { Conversation } from "../../../shared/domain/conversation.ts";
import { answersCheck, closingCheck, noBorrowedNumberCheck, noInventedNumberCheck } from "./shared-checks.ts";

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
    checks: [closingCheck],
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
        checks: [answersCheck, { type: "icontains", value: "three months" }],
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
        checks: [{ type: "icontains", value: "in writing" }, closingCheck],
      },
      {
        role: "user",
        content: "I asked twice already and still nothing. What next?",
        checks: [
          { type: "icontains-all", value: ["grievance", "tribunal"] },
          { type: "regex", value: "/^1\\. /m" },
          closingCheck,
        ],
      },
      {
        role: "user",
        content: "Who at your firm can I speak to about this?",
        checks: [noInventedNumberCheck, noBorrowedNumberCheck, answersCheck],
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
        checks: [noBorrowedNumberCheck],
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
    checks: [closingCheck],
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
        checks: [answersCheck, { type: "starts-with", value: "Yes" }],
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
        checks: [{ type: "starts-with", value: "Yes" }, closingCheck],
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
    checks: [closingCheck],
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

/** Work: dismissal, wages, holiday, sick leave. */
export const employmentRules = String.raw`  # --- Work --------------------
  - when: {user: 'json|machine.readable'}
    replies:
      - text: >-
          {"unfair dismissal": "three months less one day", "unpaid wages": "three months less one day", "contract
          claim in court": "six years"}<law/>
  - when: {user: 'conciliat'}
    replies:
      - text: >-
          Within three months less one day of the day you were dismissed. You have to tell the conciliation service
          before you may go to the employment tribunal, and the clock stops while they talk to your employer. You do
          it with a short form, and it is free.<law/>
  - when: {user: 'dismiss|sacked|fired|let go'}
    replies:
      - text: >-
          Yes, you probably still can. A dismissal is unfair when there was no good reason or no fair hearing, and
          both seem open here. Ask for the reasons in writing and keep the letter. <limit>Your claim has to be with
          the employment tribunal within three months less one day of your last day.</limit> <more>Most cases settle
          before anybody sees a judge.</more><law/>
  - when: {user: 'asked|again|still nothing|what next|now what', history: 'wages'}
    replies:
      - text: |-
          Then make it formal, in this order:

          1. Write to your employer, call the letter a grievance and name the month and the amount.
          2. Give seven days to pay.
          3. Take it to the employment tribunal as an unlawful deduction from wages.

          <limit>The tribunal must have your claim within three months less one day of the payday that was missed.</limit><law/><offer/>
  - when: {user: '\b(not|\w+n.t|never|without)\b.*(paid|wages|salary)|unpaid'}
    replies:
      - text: >-
          You are owed those wages, whatever state the business is in. Ask for them in writing today, so that there is
          a date on paper, and say when you expect the money. Keep your payslips and your hours.<law/>
  - when: {user: 'payslip'}
    replies:
      - text: >-
          Start with whoever runs the payroll where you work, and tell them in writing which line is wrong. Your
          employer has to give you a correct payslip on or before payday, with every deduction listed.<line/><law/>
  - when: {user: 'holiday'}
    replies:
      - text: >-
          Yes. When you leave, your employer has to pay you for the holiday you have earned and not taken, and it
          should be in your last payslip. You earn about 5.6 weeks in a full year, so half a year makes 2.8
          weeks.<law/>
  - when: {user: 'sick'}
    replies:
      - text: >-
          Yes, now and then, to ask how you are and when you may be back. Your employer may not press you to work, and
          calls every day would go too far. You can ask for one fixed time a week, or for messages only.<law/>
  - when: {user: 'refuse|turn down|say no|less work', history: 'zero.hours|shifts'}
    replies:
      - text: >-
          Yes, you may turn down a shift on a zero-hours contract, and you may not be punished for it. If your hours
          drop right after you said no, note the dates: that is the evidence you would need. <more>Some employers
          agree to a minimum number of hours when asked.</more><law/>
  - when: {user: 'zero.hours|shift'}
    replies:
      - text: >-
          On a zero-hours contract your employer does not have to offer shifts, and you do not have to take them. You
          still get holiday pay and the minimum wage for every hour you work.<law/>
  - when: {user: 'resign|quit|unbearable|bully'}
    replies:
      - text: >-
          You may have a claim, <plain>because leaving a job that was made unbearable can count as being dismissed
          (lawyers call it constructive dismissal)</plain><legal>pursuant to the doctrine of repudiatory breach,
          hereinafter constructive dismissal</legal>. Raise a grievance in writing before you hand in your notice.
          <limit>After your last day you have three months less one day to claim.</limit> <risk>Many of these claims
          fail, so do not resign before you have spoken to somebody.</risk><law/>
`;
