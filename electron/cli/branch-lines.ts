import type { Branch } from "../../shared/domain/branch.ts";
import { columnsOf, padColumns } from "../terminal/terminal-text.ts";

export function branchJson({ name, headNumber, baseNumber, current, edited, updatedAt }: Branch) {
  return { name, head: headNumber, base: baseNumber, current, edited, time: updatedAt };
}

/** One line a branch; a star before the current one. */
export function branchLines(branches: readonly Branch[]): string[] {
  const widest = Math.max(...branches.map(({ name }) => columnsOf(name)));
  return branches.map((one) => `${one.current ? "*" : " "} ${padColumns(one.name, widest)}  ${stateOf(one)}`);
}

export function branchLine(branch: Branch): string {
  return `${branch.name}, ${stateOf(branch)}`;
}

function stateOf({ headNumber, baseNumber, edited }: Branch): string {
  const head = headNumber === null ? "no versions yet" : `v${headNumber}`;
  const from = baseNumber === null ? "" : `, from v${baseNumber}`;
  return `${head}${from}${edited ? ", draft edited" : ""}`;
}
