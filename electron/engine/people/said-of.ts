import type { ExpectedMatch, PersonVerdict } from "../../../shared/domain/people.ts";
import type { ReplyPlace } from "../store/people.ts";
import type { Store } from "../store/store.ts";

/** What people say of one reply, for whoever looks at it. */
export function saidOf(
  store: Store,
  place: ReplyPlace,
): { person: PersonVerdict | null; expected: ExpectedMatch | null } {
  const match = store.expected.matchOf(place);
  return {
    person: store.people.verdict(place),
    expected: match && {
      own: match.textId === place.textId,
      rule: match.rule,
      similarity: match.similarity,
      author: match.author,
      at: match.at,
    },
  };
}
