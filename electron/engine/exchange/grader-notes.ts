import { checkSchema, type Check } from "../../../shared/domain/check.ts";
import { isGraded } from "../checks/graded/index.ts";

/** What a graded check may name of its own elsewhere, and who decides instead here. */
const own = {
  provider: "the judge that is chosen in Settings judges it",
  rubricPrompt: "the judge is asked in Counterproof's own words",
} as const;

/** Notes on checks that come with a grader or a grader's prompt of their own, which is not used. */
export function graderNotes(check: Check): string[] {
  const members = Array.isArray(check["assert"]) ? check["assert"] : [];
  const inside = members.flatMap((member) => {
    const read = checkSchema.safeParse(member);
    return read.success && read.data.type !== check.type ? graderNotes(read.data) : [];
  });
  if (!isGraded(check.type)) return inside;
  const named = (["provider", "rubricPrompt"] as const).filter((name) => check[name] !== undefined);
  return [
    ...inside,
    ...named.map((name) => `the “${name}” of a "${check.type}" check was kept but is not used: ${own[name]}`),
  ];
}
