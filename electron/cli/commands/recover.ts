import { recoverProject } from "../../engine/store/recover.ts";
import type { CommonOptions } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Output } from "../output.ts";

export interface RecoverOptions extends CommonOptions {
  into: string;
}

const MAX_LINES = 20;

/** Takes what is whole in a damaged project into a new file; the damaged one is left as it is. */
export async function recover(
  file: string,
  options: RecoverOptions,
  output: Output,
): Promise<(typeof exitCodes)["done"]> {
  const found = recoverProject(file, options.into);
  const rows = Object.values(found.kept).reduce((sum, count) => sum + count, 0);
  const { lost } = found;
  output.result(found, [
    `Took ${rows} rows of ${found.file} into ${found.into}.`,
    lost.length === 0 ? "Nothing was lost." : `Lost ${lost.length}:`,
    ...lost
      .slice(0, MAX_LINES)
      .map(({ table, row, reason }) => `  ${table}${row === null ? "" : ` ${row}`}: ${reason}`),
    ...(lost.length > MAX_LINES ? [`  and ${lost.length - MAX_LINES} more; --json lists all`] : []),
    `Next: counterproof log --prompt NAME --project ${found.into}`,
  ]);
  return exitCodes.done;
}
