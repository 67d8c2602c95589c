import type { ExitCode } from "./exit-codes.ts";
import type { Output } from "./output.ts";

/** Options that every command takes. */
export interface CommonOptions {
  project?: string;
  json?: boolean;
}

/** A command's work: writes its result and says how the process ends. */
export type Run<Options extends CommonOptions> = (options: Options, output: Output) => Promise<ExitCode>;
