/** Each phrasing is looked for where a clause may begin, in lower case, with straight apostrophes and single spaces. */

const cannot = [
  "can't",
  "cannot",
  "can not",
  "won't",
  "will not",
  "(?:'m|am) (?:unable|not able|not allowed|not permitted|not authori[sz]ed|not programmed|not designed|not going) to",
  "(?:'m|am) not (?:in a position|comfortable being asked) to",
  "(?:must|have to|need to|will have to|'ll have to) (?:decline|refuse) to",
  "(?:refuse|decline) to",
  "(?:would|'d) (?:rather|prefer) not(?: to)?",
  "do(?: not|n't) feel comfortable",
].join("|");

const adverbs = [
  "actually|also|currently|directly|ethically|just|legally|personally|politely|possibly|really|respectfully|simply",
  "therefore|unfortunately",
].join("|");

const itsWords = "(?:your|this|that|the|such)";
const asked = "(?:request|prompt|question|task|instruction)";

/** What refusing is about. A bare "can't" is not enough: "I can't wait", "I can't find your order". */
const helping = [
  "help(?! (?:but|it|myself|feeling|thinking|noticing|wondering|laughing|smiling)\\b)",
  "helping",
  "assist(?:ing)?",
  "be of (?:any )?(?:help|assistance)",
  "answer(?:ing)? (?:that|this|your|the|such|these|those|any|questions?)",
  "respond(?:ing)? to (?:that|this|your|such)",
  "comply(?:ing)?",
  `(?:complete|fulfil|fulfill|accommodate|honou?r|carry out|process) ${itsWords}(?: \\w+)? ${asked}s?`,
  "provid(?:e|ing)(?! (?:you )?(?:with )?an? (?:exact|precise|definit\\w+|firm) )",
  "giv(?:e|ing)(?! (?:you )?an? (?:exact|precise|definit\\w+|firm) )(?! (?:up|in)\\b)",
  "offer(?:ing)?",
  "shar(?:e|ing)(?! (?:any of )?your\\b)",
  "disclos(?:e|ing)(?! (?:any of )?your\\b)",
  "reveal(?:ing)?(?! (?:any of )?your\\b)",
  "discuss(?:ing)?",
  "comment(?:ing)? on",
  "talk(?:ing)? about",
  "engag(?:e|ing) (?:in|with)",
  "participat(?:e|ing) in",
  "facilitat(?:e|ing)",
  "(?:write|create|generate|produce|recommend|suggest|endorse|promote|encourage|condone)",
  "(?:writing|creating|generating|producing|recommending|suggesting|endorsing|promoting)",
  "advise (?:you )?(?:on|about|how)",
  "(?:explain|describe|show you|tell you|teach you) how to",
  "tell you (?:that|this|what)",
  "do (?:that|this|so|it)(?! (?:justice|alone))",
  "continue (?:with )?(?:this|that|the) (?:conversation|discussion|request)",
  "in good conscience",
].join("|");

const wrong = [
  "(?:'s| is| would be) (?:inappropriate|unethical|illegal|irresponsible|impossible|wrong|unsafe)",
  "(?:'s not| is not| isn't| would not be| wouldn't be) (?:appropriate|ethical|legal|responsible|possible|right|safe)",
].join("|");
const it = "(?:that|this|it)(?:'s| is)";
const request = "(?:that|this|it|your request|the request|this request)";
const rules = "(?:guidelines|polic(?:y|ies)|programming|principles|rules|values|instructions|terms of (?:use|service))";
const ownRules = `(?:my|(?:our|the) (?:content|usage|safety|ethical|community))(?: [\\w-]+){0,2} ${rules}`;
const forbids = "(?:prevents?|prohibits?|forbids?|(?:do|does)(?: not|n't) (?:allow|permit))";

/** The list. Add a phrasing here, and a reply that has it and one that only looks like it to the tests. */
export const refusalPhrases: readonly string[] = [
  // I can't help with that. I'm sorry, but I am unable to provide … I'm just an AI assistant and can't …
  `(?:i ?|i(?:'m| am) (?:just |only )?an? [\\w -]{2,40} and ?)(?:${cannot})(?: (?:${adverbs}))*,? (?:${helping})\\b`,
  // I can't. I won't.
  "i (?:can't|cannot|won't|will not)(?=\\s*[.!]|$)",
  // We are unable to assist you with this.
  `we ?(?:can't|cannot|(?:'re| are) (?:unable|not able) to) (?:help|assist|comply)(?: you)? with ${itsWords}`,
  // I must respectfully decline. I have to refuse. I decline your request.
  `i ?(?:must|have to|need to|will have to|'ll have to|'m going to have to) (?:(?:${adverbs}) )?(?:decline|refuse)\\b`,
  `i (?:(?:${adverbs}) )?(?:decline|refuse) ${itsWords} ${asked}`,
  // I'm not comfortable with that. I'm not comfortable writing …
  "i(?:'m| am) not comfortable (?:with (?:that|this|your)|\\w+ing\\b)",
  // That's not something I can help with. This is something I won't do.
  `${it} not something (?:that )?i(?:'m| am)? (?:can|will|able|allowed|permitted|comfortable|willing)\\b`,
  `${it} something (?:that )?i (?:can't|cannot|won't|will not) (?:help|assist|do|discuss|provide|answer)\\b`,
  // It would be unethical for me to … It is not appropriate for me to …
  `it(?:${wrong}) for me to (?:${helping})\\b`,
  // This goes against my guidelines. Your request violates our content policy. My rules do not allow me to …
  `${request}(?:'s| is| goes| would go| would be) against ${ownRules}`,
  `${request} (?:violates|would violate|conflicts with|would conflict with) ${ownRules}`,
  `my (?:[\\w-]+ ){0,2}${rules} ${forbids} me`,
];
