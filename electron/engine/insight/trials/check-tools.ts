import type { Judge } from "../../../../shared/domain/judge.ts";
import type { WebhookCaller } from "../../checks/code/webhook-caller.ts";
import type { Grader } from "../../checks/graded/grader.ts";
import type { Sandbox } from "../../checks/sandbox/sandbox.ts";

/** What the checks of a session work with. */
export interface CheckTools {
  sandbox: Sandbox;
  webhooks: WebhookCaller;
  /** Null where no judge is chosen. */
  grader: Grader | null;
  judge: Judge | null;
}
