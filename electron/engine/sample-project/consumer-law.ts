import type { Conversation } from "../../../shared/domain/conversation.ts";
import { answersCheck, closingCheck } from "./shared-checks.ts";

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
    checks: [closingCheck],
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
    checks: [closingCheck, answersCheck],
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
    checks: [closingCheck, { type: "not-icontains", value: "guarantee" }],
    notes: "",
  },
];

/** Things bought: faults, cancelling, delivery, builders. */
export const consumerRules = String.raw`  # --- Things you have bought --------------------
  - when: {user: 'repair', history: '30 days'}
    replies:
      - text: >-
          Within those 30 days the choice is yours, not the shop's. Write "I reject the laptop and ask for my money
          back", add the date you bought it, and hand the laptop in against a receipt.<law/>
  - when: {user: 'repair', history: 'laptop|shop'}
    replies:
      - text: >-
          Then give the shop one chance to repair it, and ask for a date. If the repair fails, you may ask for your
          money back.<law/>
  - when: {user: 'laptop|faulty|broken after|stopped working'}
    replies:
      - text: >-
          Yes. Goods have to last a reasonable time, and a laptop that dies after two weeks did not, so you may hand
          it back and get your money back. The shop cannot send you off to the maker instead. <limit>You have 30 days
          from the day you got it; after that the shop may try one repair first.</limit><law/>
  - when: {user: 'answer|reply|ignore|silen', history: 'cancel'}
    replies:
      - text: >-
          Then you have two good ways left. If you paid by card, ask your bank for a chargeback (the bank takes the
          money back from the shop). If you did not, send one last letter that gives 14 days, and then claim online in
          the small claims court. Keep the proof that you cancelled in time, because that is all you need to
          show.<law/><offer/>
  - when: {user: 'how do I|tell them|let them know', history: 'cancel'}
    replies:
      - text: >-
          One clear sentence is enough: "I cancel my order", with the order's number and the date. An email does, and
          so does the form on their site. <limit>It has to leave you within the 14 days; the parcel itself may follow
          14 days later.</limit><law/>
  - when: {user: 'sale|reduced|discount', history: 'cancel'}
    replies:
      - text: >-
          That is not right. A reduced price changes nothing about your right to cancel an online order. Only a few
          things are excluded, such as goods made to measure or opened hygiene goods.<law/>
  - when: {user: 'online|ordered|jacket|shoes|change(d)? my mind'}
    replies:
      - text: >-
          Yes, you can cancel an online order without giving a reason within 14 days of getting it. The shop has to
          give back the price and the standard delivery cost. <more>You may have to pay for sending it back if the
          shop told you so before you bought.</more><law/>
  - when: {user: 'parcel|deliver|courier'}
    replies:
      - weight: 3
        text: >-
          No, that is between the shop and its courier. Until the parcel is in your hands it travels at the seller's
          risk, so ask the seller for a new one or your money back. A photograph of somebody else's doorstep proves
          nothing.<law/>
      - weight: 1
        text: >-
          It is worth asking at the depot first, as many parcels turn up there after a few days. You could also file a
          report with the courier and wait for their answer.<law/>
  - when: {user: 'direct debit|stop paying|bank', history: 'unfair'}
    replies:
      - text: >-
          You can tell your bank to stop it at any time. Write to the gym on the same day that you do not accept the
          renewal, and why. <risk>Otherwise it may pass the debt to a collector, which harms your credit
          record.</risk><law/>
  - when: {user: 'gym|subscription|membership'}
    replies:
      - weight: 3
        text: >-
          It depends on the small print. A term that binds you for more than a year, or that renews itself without
          telling you, is often unfair and then does not count. <more>Moving away, illness or losing your job are good
          reasons to ask for an early end.</more><law/>
      - weight: 2
        text: >-
          That depends on what you signed. Long fixed terms and silent renewals are often unfair terms, which do not
          bind you. <more>Ask for an early end if you fall ill, move away or lose your job.</more><law/>
  - when: {user: 'builder|kitchen|roof|tradesm|contractor'}
    replies:
      - text: >-
          Yes, you may ask for the work to be put right first, and for part of your money back if that fails. Write
          down what is wrong, room by room, add photographs, and give the builder two weeks. A second builder's quote
          shows what the repair would cost, which is the amount you can claim.<law/><offer/>
  - when: {user: 'concert|ticket|event'}
    replies:
      - text: >-
          Yes. If the organiser cancels, you get the ticket's price back, and a voucher is only an offer that you may
          turn down. Booking fees are harder to recover, so look at what the seller promised.<law/>
`;
