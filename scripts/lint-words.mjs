// Fails where a name or phrase stands in the code that was retired for a plainer one (see the glossary in ARCHITECTURE.md).
// Each entry: what is not to be written, and what to write instead. A name matches as a whole identifier.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { root } from "./run-node.mjs";

const names = {
  "Gate|Gates|createGate|createGates": "RateLimiter, RateLimiters",
  "Brake|brake|createBrake": "BudgetGuard",
  "RunHalted|Halt": "RunStopped, StopCause",
  "heldWhile|openAhead|inBreaths|breathe": "ungraded, prefetch, yieldToEventLoop",
  "standingOf|Standings|standingsOf|restate|Restated": "sampleStatus, PassHistory, recomputeStatus, StatusChange",
  "newsOrder|leadWith|canGoOn|goOn": "a name with its subject: prioritize, canResume",
  "takeForm|fillForm": "extractTemplate, renderTemplate",
  "OutputFacts|ReplyPlace": "ReplyRecord, ReplyKey",
  "anytimeP|joinPhrases|knockOut": "anytimeValidP, coalesceSegments, ablate",
  "restand|standIn|sift|crew": "relocate, locateRules, deduplicate, worker pool",
  "ToldProblem|tellMoreThanVerdicts|useLoop|stillOpen":
    "UserFacingError, longEnoughToCompare, WorkbenchState, placeholder",
  "MOST_[A-Z_]+|LONGEST_[A-Z_]+|NOTE_LIMIT": "MAX_…, with its subject",
  "othersCommits|besideRun|numbersAfter|conversationInWords": "dataVersion, supplementRun, a name with its subject",
};

const phrases = {
  "through the house|other rooms|procedures to rooms": "module",
  "by turns": "intermittently, or a few at a time",
  "reckon(?:ed|s)? anew|reckoned when": "recompute",
  "nobody can come between": "inside the transaction",
  "Go on with|Go on$": "Resume with",
};

/** Published once and never edited: an old name in a migration is history. */
const exempt = [/\/migrations\//, /^tests\/fixtures\//, /\/lint-words\./];

const rules = [
  ...Object.entries(names).map(([from, to]) => ({ pattern: new RegExp(`(?<![\\w$])(?:${from})(?![\\w$])`, "u"), to })),
  ...Object.entries(phrases).map(([from, to]) => ({ pattern: new RegExp(`(?:${from})`, "u"), to })),
];

/** The retired words of a text: line (from 1), the word as it stands there, and what to write instead. */
function retiredWords(text) {
  return text.split("\n").flatMap((line, at) =>
    rules.flatMap(({ pattern, to }) => {
      const found = pattern.exec(line);
      return found ? [{ line: at + 1, word: found[0], to }] : [];
    }),
  );
}

/** The folder that is looked through; another than this repository for the tests. */
const base = process.argv[2] ?? root;

function sourcesIn(folder) {
  if (!existsSync(path.join(base, folder))) return [];
  return readdirSync(path.join(base, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:ts|tsx|mjs|md)$/.test(entry.name))
    .map((entry) => path.relative(base, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, "/"))
    .filter((file) => !exempt.some((pattern) => pattern.test(file)));
}

const files = ["electron", "renderer", "shared", "scripts", "tests", "docs"].flatMap(sourcesIn);
const found = files.flatMap((file) =>
  retiredWords(readFileSync(path.join(base, file), "utf8")).map((hit) => ({ file, ...hit })),
);
for (const { file, line, word, to } of found) console.log(`${file}:${line}: "${word}" was retired; write ${to}.`);
process.exitCode = found.length === 0 ? 0 : 1;
