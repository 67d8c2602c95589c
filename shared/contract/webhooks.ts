import { z } from "zod";
import { procedure } from "./base.ts";

const hostsSchema = z.array(z.string().max(300)).max(200);

export const webhooksContract = {
  /** The hosts, beside this computer, that `webhook` checks of this project may send replies to. */
  hosts: procedure.output(z.array(z.string())),
  /** Replaces the list; gives it back as it was kept. */
  saveHosts: procedure.input(z.object({ hosts: hostsSchema })).output(z.array(z.string())),
};
