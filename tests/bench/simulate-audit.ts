import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { measure, type Figures } from "../fixtures/audit/figures.ts";
import { usual } from "../fixtures/audit/world.ts";

/** Writes the table of docs/audit.md: `npx node tests/bench/simulate-audit.ts`. Seeded: the same figures each time. */
const WORLDS = 100;
/** What a full run would take of each pair, where the model may answer alike requests differently. */
const SAMPLES = 4;
const page = path.join(import.meta.dirname, "..", "..", "docs", "audit.md");
const [from, to] = ["<!-- simulated -->", "<!-- /simulated -->"];

const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;

function row(name: string, figures: Figures, rules: number): string {
  const { worlds, full, share, most, pairs, missed, invented, right, undetermined, verified } = figures;
  const all = worlds * rules;
  const cells = [
    name,
    full.toLocaleString("en"),
    Math.round(share * full).toLocaleString("en"),
    percent(share),
    percent(most),
    `${missed} of ${pairs.toLocaleString("en")}`,
    String(invented),
    percent(right / all),
    percent(undetermined / all),
    verified.asked === 0 ? "–" : `${verified.missed} of ${verified.asked.toLocaleString("en")}`,
  ];
  return `| ${cells.join(" | ")} |`;
}

const head = [
  "60 rules, 100 conversations",
  "one by one",
  "audit, median",
  "share",
  "worst",
  "effects missed",
  "made up",
  "right status",
  "undetermined",
  "missed, by its own sample",
];
const rows = [
  row("usual: 1.7 rules matter to a conversation", await measure(usual, WORLDS), 60),
  row("without rules that stand in for each other", await measure({ ...usual, either: 0 }, WORLDS), 60),
  row("half as many matter", await measure({ ...usual, guards: 1 }, WORLDS), 60),
  row("half as many again matter", await measure({ ...usual, guards: 3 }, WORLDS), 60),
  row("one in ten hidden by another rule's absence", await measure({ ...usual, masked: 0.1 }, WORLDS), 60),
  row("after one rule was worded anew", await measure(usual, WORLDS, 1, true), 60),
  row("3% of samples slip", await measure({ ...usual, slips: 0.03 }, 20, SAMPLES), 60),
  row("8% of samples slip", await measure({ ...usual, slips: 0.08 }, 20, SAMPLES), 60),
];
const table = [head, head.map(() => "---")]
  .map((cells) => `| ${cells.join(" | ")} |`)
  .concat(rows)
  .join("\n");
const text = readFileSync(page, "utf8");
const [before = "", rest = ""] = text.split(from);
writeFileSync(page, `${before}${from}\n${table}\n${to}${rest.split(to)[1] ?? ""}`);
process.stdout.write(`${table}\n`);
