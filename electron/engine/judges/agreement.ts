import type { Agreement } from "../../../shared/domain/judge.ts";
import type { BothSaid } from "../store/agreements.ts";
import { cohensKappa } from "./kappa.ts";

/** How far each judge agrees with people, over the replies that both judged; the most judged first. */
export function agreementsOf(said: readonly BothSaid[]): Agreement[] {
  const models = [...new Set(said.map(({ model }) => model))];
  return models
    .map((model) => {
      const own = said.filter((one) => one.model === model);
      const count = (judge: boolean, person: boolean): number =>
        own.filter((one) => one.judge === judge && one.person === person).length;
      const table = {
        bothPass: count(true, true),
        judgeOnly: count(true, false),
        personOnly: count(false, true),
        bothFail: count(false, false),
      };
      const { kappa, interval } = cohensKappa([
        [table.bothPass, table.judgeOnly],
        [table.personOnly, table.bothFail],
      ]);
      return { model, table, kappa, interval };
    })
    .sort((a, b) => repliesIn(b) - repliesIn(a));
}

function repliesIn({ table }: Agreement): number {
  return table.bothPass + table.judgeOnly + table.personOnly + table.bothFail;
}
