import { z } from "zod";
import { nothing, procedure } from "./base.ts";

export const projectInfoSchema = z.object({
  name: z.string(),
  /** The file's name without its folder. */
  file: z.string(),
  readOnly: z.boolean(),
  sample: z.boolean(),
  /** Where the engine runs: decides which ways of opening files a window can offer. */
  host: z.enum(["desktop", "browser"]),
});

export const projectContract = {
  get: procedure.output(projectInfoSchema),
  rename: procedure.input(z.object({ name: z.string().trim().min(1).max(100) })).output(nothing),
};
