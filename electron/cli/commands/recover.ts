import type { Command } from "commander";
import { isWholeRecovery, recoverProject, type LostRow, type Recovered } from "../../engine/store/recover.ts";
import { type CommonOptions, exitCodes, type ExitCode, type CommandOutput, finishCommand } from "../command.ts";

interface RecoverOptions extends CommonOptions {
  into: string;
}

const MAX_LINES = 20;

/**
 * Takes what is whole in a damaged project into a new file; the damaged one is left as it is. Exit code 3 where not all
 * of it is known to be there as it was written.
 */
async function recover(file: string, options: RecoverOptions, output: CommandOutput): Promise<ExitCode> {
  const found = recoverProject(file, options.into);
  const rows = Object.values(found.kept).reduce((sum, count) => sum + count, 0);
  const whole = isWholeRecovery(found);
  output.result({ ...found, whole }, [
    `Took ${rows} rows of ${found.file} into ${found.into}.`,
    ...tableLines(found),
    ...rowLines("Lost", found.lost),
    ...rowLines("Taken, but not as it was written", found.suspect),
    ...faultLines(found),
    verdictLine(found, whole),
    `Next: counterproof log --prompt NAME --project ${found.into}`,
  ]);
  return whole ? exitCodes.done : exitCodes.callsFailed;
}

function tableLines({ kept, lost, suspect }: Recovered): string[] {
  const names = new Set([...Object.keys(kept), ...lost.map(({ table }) => table)]);
  return [...names].flatMap((table) => {
    const count = (rows: readonly LostRow[]): number => rows.filter((row) => row.table === table).length;
    const [taken, gone, odd] = [kept[table] ?? 0, count(lost), count(suspect)];
    if (taken + gone + odd === 0) return [];
    const more = [gone > 0 ? `, ${gone} lost or in part` : "", odd > 0 ? `, ${odd} suspect` : ""];
    return [`  ${table}: ${taken} taken${more.join("")}`];
  });
}

function rowLines(what: string, rows: readonly LostRow[]): string[] {
  if (rows.length === 0) return [];
  return [
    `${what}, ${rows.length}:`,
    ...rows
      .slice(0, MAX_LINES)
      .map(({ table, row, reason }) => `  ${table}${row === null ? "" : ` ${row}`}: ${reason}`),
    ...(rows.length > MAX_LINES ? [`  and ${rows.length - MAX_LINES} more; --json lists all`] : []),
  ];
}

function faultLines({ faults }: Recovered): string[] {
  return faults.length === 0 ? [] : ["Wrong with the file:", ...faults.map((fault) => `  ${fault}`)];
}

function verdictLine({ checksum, lost }: Recovered, whole: boolean): string {
  if (whole && checksum === "matches") return "Nothing was lost: the file is as it was saved.";
  if (whole) return "Nothing was found lost. The file has no checksum that would tell altered numbers and names.";
  if (checksum !== "differs") return "Not all of it is as it was written.";
  const rest = lost.length === 0 ? "All rows could be read, but" : "Beyond what is named,";
  return `The file is not as it was saved: its checksum is another. ${rest} a number or a name may be altered: look at it, or take a backup.`;
}

export function registerRecover(program: Command): void {
  program
    .command("recover")
    .description("take what is whole in a damaged project into a new file; the damaged one is left as it is")
    .argument("<file>", "the damaged project")
    .requiredOption("--into <new>", "the file that is made")
    .option("--json", "print one JSON document on standard output")
    .action((file: string, options: RecoverOptions) =>
      finishCommand(options, (output) => recover(file, options, output)),
    );
}
