import { amendments, header } from "./rules-effects.ts";
import { consumerRules } from "./rules-consumer.ts";
import { employmentRules } from "./rules-employment.ts";
import { firmRules } from "./rules-firm.ts";
import { tenancyRules } from "./rules-tenancy.ts";

/** The rules file of the sample, as it is written beside the project so that people can open and edit it. */
export const rules = [header, "rules:", firmRules, tenancyRules, employmentRules, consumerRules, amendments].join("\n");
