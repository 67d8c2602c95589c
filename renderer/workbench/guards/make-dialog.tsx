import { useQuery } from "@tanstack/react-query";
import { orpc, problemOf } from "../../engine-client/index.ts";
import { Dialog, ErrorState, Skeleton } from "../../ui/index.ts";
import { leaveGuard, useGuardState } from "./guard-store.ts";
import { MadeView } from "./made-view.tsx";
import { MakeForm } from "./make-form.tsx";

const WIDTH = 720;

/** Makes a conversation of a reply; afterwards, the way to replay just that one. */
export function MakeDialog() {
  const { question, made } = useGuardState();
  return (
    <Dialog
      open={question !== null}
      onClose={leaveGuard}
      title={made ? "The conversation is in the set" : "Make this a conversation"}
      width={WIDTH}
    >
      {question && (made ? <MadeView question={question} made={made} /> : <Making />)}
    </Dialog>
  );
}

function Making() {
  const question = useGuardState((state) => state.question);
  const draft = useQuery({
    ...orpc.guards.suggest.queryOptions({ input: question?.pair ?? nothing }),
    enabled: question !== null,
    // What people said meanwhile, and facts that were allowed, count each time.
    gcTime: 0,
  });
  const sets = useQuery(orpc.sets.list.queryOptions());
  const types = useQuery(orpc.checks.types.queryOptions());
  const failed = [draft, sets, types].find(({ isError }) => isError);
  if (failed) {
    const retry = (): void => void failed.refetch();
    return <ErrorState title="The reply could not be read" message={problemOf(failed.error).message} onRetry={retry} />;
  }
  if (!question || !draft.data || !sets.data || !types.data) {
    return <Skeleton label="Reading the reply and trying checks on it" rows={10} />;
  }
  return <MakeForm question={question} draft={draft.data} sets={sets.data} types={types.data} />;
}

const nothing = { reply: { runId: "", conversationId: "", turn: 0, sample: 0 }, other: null };
