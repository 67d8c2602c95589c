import type { Fact, UnsupportedFact } from "../../../shared/domain/fact.ts";
import { toOriginalOffsets, readReplyFacts } from "./extract-facts.ts";
import type { FactOptions } from "./fact-finder.ts";
import type { FactSource } from "./fact-sources.ts";
import { isFactSupported, isSamePhone } from "./fact-support.ts";
import { escapeRegExp } from "../../../shared/format/escape-text.ts";

/** The facts of a reply that its sources do not carry, or carry for somebody else; each once per place. */
function selectUnsupported(reply: string, facts: readonly Fact[], sources: readonly FactSource[]): UnsupportedFact[] {
  return facts.flatMap((fact): UnsupportedFact[] => {
    if (!isFactSupported(fact, sources, reply)) return [{ ...fact, owner: null }];
    const owner = findMisattribution(fact, reply, facts, sources);
    return owner === null ? [] : [{ ...fact, owner }];
  });
}

/** The same from the texts; `sources` is asked for only where the reply has facts at all, which most have not. */
export function findUnsupportedFacts(
  reply: string,
  options: FactOptions,
  sources: () => readonly FactSource[],
): UnsupportedFact[] {
  const { plain, facts } = readReplyFacts(reply, options);
  if (facts.length === 0) return [];
  return selectUnsupported(plain.text, facts, sources()).map((fact) => toOriginalOffsets(fact, plain, reply));
}

/** Words that say what a thing is for, and not whose it is. */
const genericWords = new Set(
  "a an the and of for or at on to our your my is are please always never only if in by with no not you we also then first last second next other main general head front central local free toll hours opening open daily monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december call ring phone telephone tel fax email e-mail mail write visit dial text reach contact contacts number numbers mobile cell address website web site page url link office offices reception desk help helpdesk support customer customers client clients service services care sales billing accounts account team teams department dept staff line hotline phoneline enquiries inquiries questions returns orders order bookings booking reservations claims complaints press media technical tech it hr info information centre center give say tell use name refer send people chat online here this that there".split(
    " ",
  ),
);
/** Words that say by which way, so that they tell no department from another. */
const channelWords = new Set(
  "call ring phone telephone tel fax email e-mail mail write visit dial text reach contact contacts number numbers mobile cell address website web site page url link hours opening the a an or on at our your us".split(
    " ",
  ),
);
const capitalisedName =
  /(?<![\p{L}\d])\p{Lu}[\p{L}\d'’&-]{0,40}(?: (?:(?:of|for|&) )?\p{Lu}[\p{L}\d'’&-]{0,40}){0,6}/gu;
/** Names of any script; `\b` knows letters of English only. */
const wordStart = String.raw`(?<![\p{L}\p{N}])`;
const wordEnd = String.raw`(?![\p{L}\p{N}])`;
const titledName = /^(?:Mr|Ms|Mrs|Miss|Dr|Prof|Nurse|Sister|Herr|Frau)\b/;
const isContact = ({ kind }: Fact): boolean => kind === "phone" || kind === "email" || kind === "url";

interface FactOwner {
  /** As it is written, or "the user". */
  name: string;
  /** Words that are its own. */
  words: readonly string[];
  /** Somebody other than the one who replies. */
  foreign: boolean;
}

/**
 * For whom the sources have a contact detail that the reply gives for somebody else; null where it is given right or
 * where that cannot be told. Two cases are told: it stands for a named other and the reply calls it ours, or it
 * stands for one and the reply gives it for another whose own detail stands there too.
 */
function findMisattribution(
  fact: Fact,
  reply: string,
  replyFacts: readonly Fact[],
  sources: readonly FactSource[],
): string | null {
  if (!isContact(fact)) return null;
  const own = ownNames(sources);
  const known = sources.flatMap((source) =>
    source.facts.filter((one) => one.kind === fact.kind).map((one) => ({ source, one })),
  );
  const here = known.filter(({ one }) => sameContact(fact, one));
  if (here.length === 0) return null;
  const owners = here.map(({ source, one }) => ownerInSource(source, one, own));
  const said = clauseBefore(reply, fact, replyFacts);
  const around = wordsOf(
    `${reply.slice(Math.max(0, fact.start - 160), fact.start)} ${reply.slice(fact.end, fact.end + 80)}`,
  );
  const clause = wordsOf(said);
  const behind = reply.slice(fact.end, fact.end + 60).split(/[.!?\n]/)[0] ?? "";
  const mentions = (owner: FactOwner | null): boolean =>
    owner === null ||
    owner.words.some((word) => clause.has(word)) ||
    owner.words.filter((word) => around.has(word)).length >= Math.max(1, Math.min(2, owner.words.length));
  if (owners.some((owner) => owner === null || owner.words.length === 0 || mentions(owner))) return null;
  const [first] = owners;
  if (!first) return null;
  if (owners.every((owner) => owner?.foreign) && claimsOurs(said, behind, own)) return first.name;
  const others = known
    .filter(({ one }) => !sameContact(fact, one))
    .map(({ source, one }) => ownerInSource(source, one, own));
  const meant = others.some(
    (owner) => owner !== null && owner.words.length > 0 && owner.words.every((word) => clause.has(word)),
  );
  return meant ? first.name : null;
}

function sameContact(fact: Fact, other: Fact): boolean {
  return fact.kind === "phone" ? isSamePhone(fact.key, other.key) : fact.key.toLowerCase() === other.key.toLowerCase();
}

/** The nearest name before a contact detail in its sentence, else the one in brackets behind it. */
function ownerInSource({ speaker, text, facts }: FactSource, fact: Fact, own: readonly string[]): FactOwner | null {
  const clause = clauseBefore(text, fact, facts);
  if (speaker === "user" && /\b(?:[Mm]y|me|I|[Mm]ine)\b/.test(clause))
    return { name: "the user", words: ["your", "you", "user"], foreign: true };
  if (speaker === "user") return null;
  const runs = [...clause.matchAll(capitalisedName)];
  const last = runs.findLast(({ 0: name }) => wordsIn(name).some((word) => !channelWords.has(word)));
  const behind = /^ ?\(([^()\n]{2,60})\)/.exec(text.slice(fact.end, fact.end + 70))?.[1];
  const name =
    last?.[0].replace(/^(?:The|A|An|Call|Ring|Phone|Contact|For|In|At|Our|Also|Use|Give|Name) (?=\p{Lu})/u, "") ??
    (behind !== undefined && /^\p{Lu}/u.test(behind) ? behind : null);
  if (name === null || own.some((one) => sharesName(one, name))) return null;
  const words = wordsIn(name).filter((word) => !channelWords.has(word));
  const alone = !/\s/.test(name);
  // "Kitchen: 0345…" is a department of ours as likely as not; a name within a sentence is a name.
  const label = alone && last !== undefined && /^[\s#*\-–•]*$/.test(clause.slice(0, last.index));
  const foreign = !label && !titledName.test(name) && words.some((word) => !genericWords.has(word));
  return { name, words, foreign };
}

/** The sentence up to a fact, from the contact detail before it on. */
function clauseBefore(text: string, fact: Fact, facts: readonly Fact[]): string {
  const previous = facts.findLast((one) => isContact(one) && one.end <= fact.start)?.end ?? 0;
  const head = text.slice(Math.max(previous, fact.start - 120), fact.start);
  return head.split(/[.!?;]\s|\n/).at(-1) ?? "";
}

/** Whether what is said around a contact detail makes it that of the one who replies. */
function claimsOurs(said: string, behind: string, own: readonly string[]): boolean {
  const plain = said.replace(/[*_`[\]()<]/g, "");
  if (
    /\b(?:our|unser|unsere|unserem|notre|nuestra|nuestro)(?: [\p{L}'’-]+){1,4}?,? (?:is |are )?(?:can be reached |is available )?(?:on|at|via|under|by calling|by phone on|au|unter|is|are)(?: the number)?:? ?$/iu.test(
      plain,
    )
  )
    return true;
  if (/\bour(?: [\p{L}'’-]+){1,3}: ?$/iu.test(plain)) return true;
  if (
    /\b(?:call|phone|ring|reach|contact|text|e-?mail|message|write to|speak to|talk to|visit|find) (?:us|me)\b[^,;]{0,30}$/iu.test(
      plain,
    )
  )
    return true;
  if (own.some((name) => new RegExp(`${wordStart}${escapeRegExp(name)}${wordEnd}[^,;.]{0,20}$`, "iu").test(plain)))
    return true;
  return /^[\s*_)]*(?:\(|is |– |- )?our (?:office|team|number|reception|line)\b/iu.test(behind);
}

/** The names that the prompt gives to the one who replies: "You are the assistant of Ashgrove Legal, a law firm." */
function ownNames(sources: readonly FactSource[]): string[] {
  const names: string[] = [];
  for (const { speaker, text } of sources) {
    if (speaker !== "system") continue;
    for (const { 0: sentence } of text
      .slice(0, 4_000)
      .matchAll(/\b(?:You are|You work for|You help|We are|This is|I am)\b[^.\n]{0,200}/g)) {
      for (const { 0: name } of sentence.matchAll(capitalisedName)) {
        if (wordsIn(name).some((word) => !genericWords.has(word))) names.push(name);
      }
    }
  }
  return names;
}

function sharesName(one: string, other: string): boolean {
  const words = new Set(wordsIn(one).filter((word) => !genericWords.has(word)));
  return wordsIn(other).some((word) => words.has(word));
}

const wordsIn = (text: string): string[] =>
  [...text.matchAll(/[\p{L}\d][\p{L}\d-]*/gu)].map(([word]) => word.toLowerCase()).filter((word) => word !== "s");
const wordsOf = (text: string): ReadonlySet<string> => new Set(wordsIn(text));
