import type { Conversation } from "../../../shared/domain/conversation.ts";
import { answersCheck, closingCheck } from "./shared-checks.ts";

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
    checks: [closingCheck],
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
    checks: [answersCheck],
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
    checks: [closingCheck],
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
    checks: [answersCheck],
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
    checks: [closingCheck],
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
    checks: [answersCheck, { type: "word-count", value: { min: 15, max: 120 } }],
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
    checks: [closingCheck],
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

/** Renting: deposits, repairs, rent, notice. */
export const tenancyRules = String.raw`  # --- Renting --------------------
  - when:
      user: 'bailiff|evict.*(today|now|noon|morning)|locks? (today|now)|thrown out (today|tonight)'
      system: '555-0173'
    replies:
      - text: >-
          Ring the Tenants' Emergency Line first, on **555-0173**: they are there day and night and can stop an
          eviction that has no court order. Then ask the officers for the warrant and check the name and date on it.
          Stay calm, stay inside and keep the door closed while you check.<law/>
  - when: {user: 'bailiff|evict.*(today|now|noon|morning)|locks? (today|now)|thrown out (today|tonight)'}
    replies:
      - text: >-
          Ask the officers for the warrant and check the name, the address and the date on it. Without a court order
          nobody may put you out, and you do not have to open the door.<law/>

  - when:
      user: 'flatmate|neighbou?r|who is right|who.s right'
      system: 'who is right|take sides|taking sides|both sides|neutral'
    replies:
      - weight: 4
        text: >-
          That depends on what each of you can show, and so far I have heard only one side. The agreement may say that
          you share the cost of damage nobody owns up to. Photographs, messages from that evening and the repair bill
          are the best place to start.<law/>
      - weight: 1
        text: >-
          From what you write, your flatmate should pay for the window, as the damage happened while he had guests.
          Ask him for the money in writing and add the repair bill.<law/>
  - when: {user: 'flatmate|neighbou?r|who is right|who.s right'}
    replies:
      - text: >-
          You are right and your flatmate is wrong. He should pay for the window, and if he refuses, tell him that you
          will sue.<law/>

  - when: {user: 'send|write|letter|what do I do', history: 'wear and tear'}
    replies:
      - text: |-
          Write to your landlord and the deposit scheme on the same day:

          1. Say that you do not agree to the deduction, and why.
          2. Add photographs from the day you moved in and the day you left, and the inventory.
          3. Ask the scheme to decide if the landlord does not give way within 14 days.

          <limit>The scheme has to hear from you within three months of the day you moved out.</limit><law/>
  - when: {user: 'carpet|deduct|wear|keep .*deposit|deposit .*keep'}
    replies:
      - text: >-
          No, not for fair <plain>wear and tear (the marks that normal living leaves)</plain><legal>wear and tear
          pursuant to the covenant to yield up the demised premises</legal>. A landlord may charge for damage, and
          only for what the carpet was still worth at its age. <more>A carpet that was eight years old is often worth
          nothing on paper.</more><law/>
  - when: {user: 'deposit'}
    replies:
      - text: >-
          Yes, that is a problem for your landlord. A deposit has to go into a protection scheme within 30 days, and
          you must be told in writing which one. If that did not happen, a court can order the landlord to pay you up
          to three times the deposit. <limit>You have six years to claim, counted from the end of those 30
          days.</limit><law/>

  - when: {user: 'boiler|(stop|withhold|not) pay.*rent|rent.*(stop|withhold)'}
    replies:
      - text: >-
          You have a strong right to a working boiler, and your landlord must repair it within a reasonable time.
          Write to the landlord today, give 14 days, and say that you will have it repaired and take the cost off the
          rent. <risk>Do not simply stop paying: rent arrears put you at risk of eviction, even while the boiler is
          cold.</risk> The council can order the repair too.<law/>
  - when: {user: 'mould|damp|(landlord|flat|house|room|roof).*repair|repair.*(landlord|flat|house|room)'}
    replies:
      - text: |-
          Damp that comes from the building is the landlord's to put right. Go step by step:

          1. Take photographs and note the dates.
          2. Report it to the landlord in writing and ask for a visit.
          3. Give a date, two weeks from now, by which work should start.
          <more>4. If nothing happens, ask the council's housing team for an inspection.</more><law/>
  - when: {user: 'tribunal|challenge|object', history: 'increase'}
    replies:
      - text: >-
          You fill in one form, add the landlord's notice and a few adverts for similar flats nearby, and send it to
          the rent tribunal. <limit>It has to arrive before the day the new rent starts, or the increase
          stands.</limit> Until the tribunal decides, go on paying the old rent.<law/>
  - when: {user: 'and if|what if|too late|missed', history: 'tribunal'}
    replies:
      - text: >-
          Then the new rent applies from that day, and you can only ask your landlord for a lower one. You may
          challenge the next increase, which cannot come earlier than a year later.<law/>
  - when: {user: 'rent.*(up|more|raise|increase|higher)|(raise|increase|put up).*rent'}
    replies:
      - text: >-
          No, a text message is not enough. A rent increase needs a written notice on the official form, and it can
          take effect two months later at the earliest. If you think the new rent is above what similar flats cost,
          the rent tribunal can check it.<bill/><law/>
  - when: {user: 'landlord.*(come in|enter|let (him|her|them)sel|visit|key)'}
    replies:
      - text: >-
          No. Except in an emergency such as a burst pipe, your landlord has to give you at least 24 hours' notice in
          writing and come at a reasonable hour. You may say no and offer another time.<law/>
  - when: {user: 'break clause|fixed term|months', history: 'break clause'}
    replies:
      - text: >-
          Then you can leave: give notice in writing, for as long as the clause says, and keep proof of the day you
          sent it. You owe rent until the notice ends, even if you hand in the keys earlier.<law/>
  - when: {user: 'break clause|fixed term'}
    replies:
      - text: |-
          One month's notice is still what you have to give, counted from the next day the rent is due.<law/>
  - when: {user: '(leave|end|get out of|move out).*(tenancy|lease|flat|contract)'}
    replies:
      - text: >-
          Yes, if your agreement allows it or your landlord accepts it. <ask>Does your agreement have a break clause
          (a sentence that lets you end it early), or has its fixed term already run out?</ask><assume>I take it that
          your fixed term has run out, so one month's notice will do.</assume> <more>Your landlord may also agree to
          let you go when you find somebody to take over.</more><law/>
`;
