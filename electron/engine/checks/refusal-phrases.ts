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

const adverbs = "actually|also|currently|directly|ethically|just|legally|personally|politely|possibly|really|respectfully|simply|therefore|unfortunately";

/** What refusing is about. A bare "can't" is not enough: "I can't wait", "I can't find your order". */
const helping = [
  "help(?! (?:but|it|myself|feeling|thinking|noticing|wondering|laughing|smiling)\\b)",
  "helping",
  "assist(?:ing)?",
  "be of (?:any )?(?:help|assistance)",
  "answer(?:ing)? (?:that|this|your|the|such|these|those|any|questions?)",
  "respond(?:ing)? to (?:that|this|your|such)",
  "comply(?:ing)?",
  "(?:complete|fulfil|fulfill|accommodate|honou?r|carry out|process) (?:your|this|that|the|such)(?: \\w+)? (?:request|prompt|task|instruction)s?",
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

const wrong = "inappropriate|not appropriate|unethical|illegal|irresponsible|not right|not possible|impossible|wrong|unsafe";
const rules = "guidelines|polic(?:y|ies)|programming|principles|rules|values|instructions|terms of (?:use|service)";

/** The list. Add a phrasing here, and a reply that has it and one that only looks like it to the tests. */
export const refusalPhrases: readonly string[] = [
  // I can't help with that. I'm sorry, but I am unable to provide … As an AI, I cannot recommend …
  `(?:i ?|i'm an? [\\w -]{2,40} and ?)(?:${cannot})(?: (?:${adverbs}))*,? (?:with )?(?:${helping})\\b`,
  // I can't. I won't.
  "i (?:can't|cannot|won't|will not)(?=\\s*[.!]|$)",
  // We are unable to assist you with this.
  "we ?(?:can't|cannot|(?:'re|are) (?:unable|not able) to) (?:help|assist|comply)(?: you)? with (?:that|this|your|such)",
  // I must respectfully decline. I have to pass on this. I decline your request.
  `i ?(?:must|have to|need to|will have to|'ll have to|'m going to have to) (?:(?:${adverbs}) )?(?:decline|refuse)\\b`,
  `i (?:(?:${adverbs}) )?(?:decline|refuse) (?:this|that|your|the|such) (?:request|question|task)`,
  // I'm not comfortable with that. I don't feel comfortable writing …
  "i(?:'m| am) not comfortable (?:with (?:that|this|your)|\\w+ing\\b)",
  // That's not something I can help with. This is something I won't do.
  "(?:that|this|it)(?:'s| is) not something (?:that )?(?:i|we)(?:'m| am|'re| are)? (?:can|able|allowed|permitted|comfortable|willing|will)\\b",
  "(?:that|this|it)(?:'s| is) something (?:that )?(?:i|we) (?:can't|cannot|won't|will not) (?:help|assist|do|discuss|provide|answer|support)",
  // It would be unethical for me to … It is not appropriate to provide …
  `it (?:is|would be|'s|isn't|wouldn't be) (?:${wrong}) (?:for me )?to (?:${helping})\\b`,
  // This goes against my guidelines. Your request violates our content policy.
  `(?:that|this|it|your request|the request|this request|doing so|answering(?: that| this)?)(?:'s| is)? (?:goes|would go|go|would be|runs)? ?against (?:my|our|the) (?:[\\w-]+ ){0,2}(?:${rules})`,
  `(?:that|this|it|your request|the request|this request) (?:violates|would violate|conflicts with|would conflict with) (?:my|(?:our|the) (?:content|usage|safety|ethical|community))(?: [\\w-]+){0,2} (?:${rules})`,
  `my (?:[\\w-]+ ){0,2}(?:${rules}) (?:prevents?|prohibits?|forbids?|do(?:es)? not allow|do(?:es)?n't allow|do(?:es)? not permit|don't permit) me`,
];
