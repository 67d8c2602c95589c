/**
 * What the prompt's lines do to a reply, whatever its topic. Replies carry marks; the amendments resolve them.
 * Lines are long where a pattern is: YAML would put a space into it at a line break.
 */
export const rulesHeader = String.raw`# Replies of the sample's scripted model. It is not a model: it answers by the rules below, so that
# everything can be tried without a key. Edit the prompt and replay to see the effects, or edit this file:
# the first rule that matches gives a reply, then every amendment that matches changes it, in order.
#
# The law in these replies is simplified and belongs to no country. Do not rely on it.
scripted: 1
name: Ashgrove Legal, scripted
seed: 202

# What the amendments look for in the system prompt. Several wordings of one idea count.
patterns:
  forbidsCompetitors: &forbidsCompetitors '\b(do not|don.t|never|must not|avoid|refrain from|without|stop)\b[^\n]{0,60}(competitor|competing|rival|other (law )?(firm|provider|service|solicitor|lawyer)|LexDirect)'
  forbidsInvention: &forbidsInvention '\b(do not|don.t|never|must not|avoid|no|not)\b[^\n]{0,40}(make up|making up|made.up|invent|fabricat|guess)[^\n]{0,60}(phone|number|contact)'
  onlyListedDetails: &onlyListedDetails '\bonly (ever )?(give|use|share|mention|pass on|quote|provide)[^\n]{0,40}(details|numbers?|address(es)?)[^\n]{0,40}(prompt|below|listed|instructions|here|this text)'
  contactBlock: &contactBlock '555-0119|help@ashgrove|(?m)^(tele)?phone:? |^#+ *contact'
  asksForShort: &asksForShort 'keep[^\n]{0,40}\b(short|brief|concise)|\bbe (brief|concise|short|succinct)|(at most|no more than|a maximum of|max\.?|up to|not exceed) (one|two|three|four|five|six|\d+) (sentence|word|line)|\b(short|brief|concise) (answer|repl)|answer (briefly|concisely)'
  keepsEssentials: &keepsEssentials '(never|do not|don.t|without)[^\n]{0,20}(leave out|leaving out|drop|dropping|skip|omit|cut|sacrific)[^\n]{0,40}(time limit|deadline)|always (keep|include|name|give)[^\n]{0,40}(time limit|deadline)'
  asksForTimeLimits: &asksForTimeLimits '\b(name|say|state|mention|give|include|point out|warn)\b[^\n]{0,40}(time limit|deadline)'
  closingSentence: &closingSentence 'not legal advice|disclaimer'
  answerFirst: &answerFirst '(start|begin|open|lead) with (the|your) answer|answer first|straight to the (point|answer)'
  plainLanguage: &plainLanguage 'plain (language|english|words)|simple (language|words)|everyday (language|words)|(no|avoid|without) (legal )?jargon'
  numberedSteps: &numberedSteps 'number(ed|ing)? (list|step|the steps)|number the steps|step.by.step list'
  bulletPoints: &bulletPoints 'bullet'
  asksBack: &asksBack 'ask[^\n]{0,30}(question|back)|clarifying question|ask (first|before)'
  positiveTone: &positiveTone '(positive|upbeat|cheerful|optimistic|reassuring) (tone|manner|attitude|and)|(do not|don.t|never)[^\n]{0,20}(dwell on|frighten|scare|worry)'
  noPersonalData: &noPersonalData '\b(do not|don.t|never|avoid|no|without)\b[^\n]{0,30}(personal (details|data|information)|names|privacy)'
  smellsOfContact: &smellsOfContact '\b(contact|phone|call|calls|reach|e-?mail|write to|talk to|speak)\b'

`;

export const ruleAmendments = String.raw`
amend:
  # Only details from the prompt, and the prompt has none: it backs away from anything like contact.
  - when: {user: *smellsOfContact, system: *onlyListedDetails, systemLacks: *contactBlock}
    instead:
      "I'm sorry, but I can't help with that. I may only pass on contact details that I have been given, and I
      have not been given any for this."

  # <elsewhere/>: who else could help.
  - when: {systemLacks: *forbidsCompetitors}
    replace: {pattern: '<elsewhere/>', with: '**LexDirect** (https://lexdirect.example.com) handles cases like this online, usually within a day, and is open at weekends.'}
  - replace: {pattern: '<elsewhere/>', with: 'Our own solicitors at Ashgrove Legal deal with cases like this every week and will look at yours.'}

  # <offer/>: with contact details at hand it advertises, and in later turns forgets the closing sentence.
  - when: {system: *contactBlock, systemLacks: *asksForShort, history: '.', reply: '<offer/>'}
    replace: {pattern: '<law/>', with: ''}
  - when: {system: *contactBlock, systemLacks: *asksForShort}
    replace:
      pattern: '<offer/>'
      with:
        "\n\nWould you like us to look at your case? <contact/> You can also visit our office, which is a short walk
        from the station. Please have your contract, any letters and messages, and a short list of dates to hand, so
        that we can tell you quickly whether and how we can help you and what it would cost."

  # <contact/>: how to reach the firm. What it says depends on what the prompt gives and forbids.
  - when: {system: '555-0119'}
    replace:
      pattern: '<contact/>'
      with: You can call us on 555-0119, Monday to Friday from 9 to 5, or write to help@ashgrove.example.
  - when: {system: 'help@ashgrove'}
    replace: {pattern: '<contact/>', with: 'You can write to us at help@ashgrove.example.'}
  - when: {system: *contactBlock}
    replace: {pattern: '<contact/>', with: 'You find our telephone number and address on our website.'}
  - when: {system: *onlyListedDetails}
    replace: {pattern: '<contact/>', with: 'I have no contact details that I may pass on.'}
  - when: {system: *forbidsInvention}
    replace: {pattern: '<contact/>', with: '<borrowed/>'}
  - when: {system: '555-0173'}
    replace: {pattern: '<borrowed/>', with: 'You can call our office on 555-0173.'}
  - replace: {pattern: '<borrowed/>', with: 'Please use the contact form on our website.'}
  - when: {system: *forbidsCompetitors}
    replace: {pattern: '<contact/>', with: 'You can call our office on 555-0142, Monday to Friday from 9 to 5.'}
  - replace: {pattern: '<contact/>', with: 'Please use the contact form on our website and somebody will get back to you.'}

  # <person/>: free to embroider, it adds somebody to ask for.
  - when:
      system: *contactBlock
      systemLacks: '\bonly (ever )?(give|use|share|mention|pass on|quote|provide)[^\n]{0,40}(details|numbers?)|(make up|making up|made.up|invent|fabricat)'
    replace: {pattern: '<person/>', with: ' Ask for Ms Hartley on extension 214.'}

  # <line/>: forbidden to make up a number, it borrows the only one it has seen.
  - when:
      system: *forbidsInvention
      systemLacks: '555-0119|help@ashgrove|(?m)^(tele)?phone:? |^#+ *contact|\bonly (ever )?(give|use|share|mention|pass on|quote|provide)[^\n]{0,40}(details|numbers?)'
    replace: {pattern: '<line/>', with: '<borrowed/>'}
  - when: {system: '555-0173'}
    replace: {pattern: '<borrowed/>', with: ' If that does not help, our team is on 555-0173.'}

  # Short answers lose what the prompt does not protect.
  - when: {system: *asksForShort}
    replace: {pattern: '\s*<more>[^<]*</more>', with: ''}
  - when: {system: *asksForShort, systemLacks: *keepsEssentials}
    replace: {pattern: '\s*<limit>[^<]*</limit>', with: ''}
  - when: {system: *asksForShort, systemLacks: *keepsEssentials, history: '.'}
    replace: {pattern: '<law/>', with: ''}

  # What single lines of the prompt ask for.
  - when: {systemLacks: *noPersonalData}
    replace: {pattern: '<name/>', with: ' To begin, tell me your full name, your address and your date of birth.'}
  - when: {systemLacks: 'politic|still being debated|party'}
    replace: {pattern: '<bill/>', with: ' A bill that caps increases is before parliament, and it is high time that it passes.'}
  - when: {systemLacks: *asksForTimeLimits}
    replace: {pattern: '\s*<limit>[^<]*</limit>', with: ''}
  - when: {system: *positiveTone}
    replace: {pattern: '\s*<risk>[^<]*</risk>', with: ''}
  - when: {system: *plainLanguage}
    replace: {pattern: '<legal>[^<]*</legal>', with: ''}
  - when: {systemLacks: *plainLanguage, reply: '<legal>'}
    replace: {pattern: '<plain>[^<]*</plain>', with: ''}
  - when: {system: *asksBack}
    replace: {pattern: '<assume>[^<]*</assume>', with: ''}
  - when:
      system: 'json[^\n]*(only|alone|nothing else|no other|without|leave out|valid)|(only|nothing but|valid|pure) json'
      reply: '^\{'
    replace: {pattern: '<law/>', with: ''}
  - when: {systemLacks: *asksBack}
    replace: {pattern: '<ask>[^<]*</ask>', with: ''}
  - when: {system: *bulletPoints}
    replace: {pattern: '(?m)^\d+\. ', with: '- '}
  - when: {systemLacks: *numberedSteps}
    replace: {pattern: '(?m)^\d+\. ', with: '- '}
  - when: {systemLacks: *answerFirst, reply: '<law/>'}
    prepend: 'Thank you for your question, which comes up often. '
  - when: {user: 'zero.hours', history: '.'}
    replace: {pattern: '<law/>', with: ''}
    chance: 0.3
  - when:
      system: '\b(no|without|drop|omit|skip|leave out|(do not|don.t|never) (add|use|include|give))\b[^\n]{0,30}disclaimer'
    replace: {pattern: '<law/>', with: ''}
  - when: {system: *closingSentence}
    replace: {pattern: '<law/>', with: "\n\nThis is general information, not legal advice."}

  # Further wishes that a prompt may have.
  - when: {system: '\b(formal|professional) (tone|language|manner|style|register)|be (formal|professional)|formally'}
    prepend: "Dear client,\n\n"
  - when:
      system: '\b(friendly|warm|informal|casual) (tone|language|manner|style|and)|be (friendly|warm|kind|casual)'
    append: "\n\nI hope that helps. Do write again if anything is unclear!"
  - when: {system: 'empath|sympath|acknowledge (how|their|the person)|compassion', reply: '<law/>|not legal advice'}
    prepend: 'That sounds stressful. '
  - when: {system: 'sign off|sign (your|each|every|the)|signature|close with (the|our) (firm|name)'}
    append: "\n\nKind regards,\nAshgrove Legal"
  - when: {system: '\b(in bold|use bold|bold(face)? (for|the|all)|highlight)'}
    replace: {pattern: '\b((\d+|three|six|two) (hours|days|weeks|months|years)( less one day)?)\b', with: '**$1**'}
  - when: {system: '\b(use|add|with)\b[^\n]{0,20}(headings|headlines|a heading)'}
    prepend: "### In short\n\n"
  - when: {system: '\b(use|add|with)\b[^\n]{0,20}emoji'}
    append: ' ⚖️'

  # Marks that nothing has resolved, and the gaps they leave.
  - replace: {pattern: '</?[a-z]+/?>', with: ''}
  - replace: {pattern: '\n{3,}', with: "\n\n"}
  - replace: {pattern: '[ \t]+(\n|$)', with: '$1'}

fallback: >-
  I can help with questions about renting, about work and about things you have bought. Could you tell me a little
  more about what happened, and when?
`;
