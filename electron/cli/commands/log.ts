import { requirePromptByName } from "../../engine/prompts/prompts.ts";
import type { CommonOptions, Run } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { withProject } from "../project-file.ts";

export interface LogOptions extends CommonOptions {
  prompt: string;
}

/** Versions, newest first. */
export const log: Run<LogOptions> = (options, output) =>
  withProject(options.project, (store) => {
    const prompt = requirePromptByName(store, options.prompt);
    const versions = store.versions.list(Number(prompt.id));
    output.result(
      versions.map(({ id: _, promptId: __, number, parentNumber, createdAt, ...rest }) => ({
        version: number,
        parent: parentNumber,
        time: createdAt,
        ...rest,
      })),
      versions.map((one) => {
        const labels = one.labels.length > 0 ? ` (${one.labels.join(", ")})` : "";
        const when = one.createdAt.slice(0, 16).replace("T", " ");
        return `v${one.number}${labels}  ${one.sha256.slice(0, 12)}  ${when}  ${one.author}  +${one.added} −${one.removed}  ${one.message}`;
      }),
    );
    return exitCodes.done;
  });
