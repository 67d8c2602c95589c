import type { Agreement } from "../../shared/domain/judge.ts";
import { plural } from "../../shared/rules/plural.ts";

/** Fewer replies than this say too little of anybody. */
const FEW = 10;

/** "12 replies judged by both: kappa 0.71 (0.40–0.90), substantial", or why nothing can be said yet. */
export function agreementInWords({ table, kappa, interval }: Agreement): string {
  const replies = table.bothPass + table.judgeOnly + table.personOnly + table.bothFail;
  const judged = `${plural(replies, "reply", "replies")} judged by both`;
  if (replies < FEW) return `${judged}: too few to tell, ${FEW - replies} more would do`;
  if (kappa === null || interval === null)
    return `${judged}: both always said the same thing, so kappa says nothing yet`;
  const [low, high] = interval;
  return `${judged}: kappa ${twoDigits(kappa)} (${twoDigits(low)}–${twoDigits(high)}), ${strength(kappa)}`;
}

/** How often they part, and which way; empty where they never do. */
export function partingInWords({ model, table }: Agreement): string {
  const judge = table.judgeOnly > 0 ? `${model} passed ${table.judgeOnly} that people call bad` : "";
  const person = table.personOnly > 0 ? `failed ${table.personOnly} that people call good` : "";
  if (judge !== "" && person !== "") return `${judge} and ${person}`;
  return judge !== "" ? judge : person === "" ? "" : `${model} ${person}`;
}

/** Source: Landis and Koch, Biometrics 33, 1977. */
function strength(kappa: number): string {
  if (kappa < 0) return "worse than chance";
  if (kappa <= 0.2) return "slight";
  if (kappa <= 0.4) return "fair";
  if (kappa <= 0.6) return "moderate";
  return kappa <= 0.8 ? "substantial" : "almost perfect";
}

function twoDigits(value: number): string {
  return value.toFixed(2).replace("-", "−");
}
