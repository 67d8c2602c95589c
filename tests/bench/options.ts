import { statSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";

export interface BenchOptions {
  quick: boolean;
  only: string[];
  runs: number;
  /** The folder that promptfoo is installed in; null leaves it out. */
  promptfoo: string | null;
  write: boolean;
  help: boolean;
}

export function usage(workloads: readonly string[]): string {
  return `npm run bench -- [options]
  --quick              each workload once instead of three times, and 6 runs in the large project
  --only NAMES         some of ${workloads.join(", ")}, with commas between them
  --runs N             runs in the large project (100)
  --promptfoo FOLDER   measures promptfoo beside it, from the folder it is installed in
  --write              writes the table into BENCHMARKS.md
`;
}

/** The options of the bench, or what is wrong with them in a line. */
export function readOptions(args: readonly string[], workloads: readonly string[]): BenchOptions | { problem: string } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        quick: { type: "boolean", default: false },
        only: { type: "string" },
        runs: { type: "string" },
        promptfoo: { type: "string" },
        write: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    const { quick, write, help } = values;
    const only = values.only?.split(",") ?? [...workloads];
    const unknown = only.find((name) => !workloads.includes(name));
    if (unknown !== undefined)
      return { problem: `--only takes names out of ${workloads.join(", ")}, not "${unknown}".` };
    const runs = Number(values.runs ?? (quick ? 6 : 100));
    if (!Number.isInteger(runs) || runs < 2)
      return { problem: `--runs takes a whole number from 2, not "${values.runs}".` };
    const promptfoo = values.promptfoo === undefined ? null : path.resolve(values.promptfoo);
    if (promptfoo !== null && !statSync(path.join(promptfoo, "node_modules/promptfoo"), { throwIfNoEntry: false })) {
      return {
        problem: `promptfoo is not installed in ${values.promptfoo}: run "npm install promptfoo" in that folder.`,
      };
    }
    return { quick, only, runs, promptfoo, write, help };
  } catch (error) {
    return { problem: `${error instanceof Error ? error.message : String(error)} (--help lists the options)` };
  }
}
