import { checkSchema, type Check, type JsonValue } from "../../../shared/domain/check.ts";
import { isGraded } from "../checks/graded/index.ts";

/** Addresses that replies go to where a check is evaluated, those in its set included. */
export function webhooksIn(check: Check): URL[] {
  const inside = membersOf(check).flatMap(webhooksIn);
  const { type, value } = check;
  if (!/^(not-)?webhook$/.test(type) || typeof value !== "string" || !URL.canParse(value)) return inside;
  const url = new URL(value);
  return url.protocol === "http:" || url.protocol === "https:" ? [...inside, url] : inside;
}

/** Whether a model decides a check, or one in its set. */
export function asksJudge(check: Check): boolean {
  return isGraded(check.type) || membersOf(check).some(asksJudge);
}

/** The checks of an `assert-set`. */
function membersOf({ type, value, ...rest }: Check): Check[] {
  if (!type.endsWith("assert-set")) return [];
  const members: JsonValue | undefined = rest["assert"] ?? value;
  return (Array.isArray(members) ? members : []).flatMap((member) => checkSchema.safeParse(member).data ?? []);
}
