import type { RegressionTestDraft } from "../../../shared/domain/test-generation.ts";
import { PagedText } from "../../rendering/paged-text.tsx";
import { Segmented, Button, Select, TextField, classes, Dialog, ErrorState, Skeleton } from "../../ui/index.ts";
import {
  hasEarlierReplies,
  readRegressionTestForm,
  initialTestForm,
  type RegressionTestForm,
  closeRegressionTest,
  useRegressionTestState,
  type RegressionTestRequest,
  type CreatedTest,
  openProposals,
  replayedSides,
} from "./regression-test.ts";
import styles from "./regression-tests.module.css";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { CheckType } from "../../../shared/domain/check.ts";
import type { ConversationSet } from "../../../shared/domain/conversation.ts";
import { plural } from "../../../shared/format/count.ts";
import { toCheckForm } from "../../conversations/check-form.ts";
import { client, problemOf, orpc } from "../../engine-client/index.ts";
import { OwnChecks, SuggestionRow } from "./check-trials.tsx";
import type { ReplayRequest } from "../../../shared/contract/runs.ts";
import { waitForRunEnd } from "../watch/use-watch.ts";
import type { ConversationComparison } from "../../../shared/domain/comparison.ts";
import { goTo, select } from "../../shell/index.ts";
import { formatReplayPlan } from "../state/format-progress.ts";

interface DraftTurnsProps {
  draft: RegressionTestDraft;
  /** How the side is called that the reply is of. */
  name: string;
  fixed: boolean;
  onFixed: (fixed: boolean) => void;
}

/** The turns that the conversation will have, and the reply that it guards against. */
function DraftTurns({ draft, name, fixed, onFixed }: DraftTurnsProps) {
  const last = draft.turns.length - 1;
  return (
    <section className={styles.section} aria-label="Turns">
      <div className={styles.sectionHead}>
        <h3>Turns</h3>
        {hasEarlierReplies(draft) && (
          <Segmented
            label="Earlier replies"
            value={fixed ? "fixed" : "live"}
            options={[
              { value: "live", label: "Left for the model" },
              { value: "fixed", label: "Fixed as they were" },
            ]}
            onValue={(value) => onFixed(value === "fixed")}
          />
        )}
      </div>
      <ol className={styles.turns}>
        {draft.turns.map(({ user, fixed: own, replied }, at) => (
          <li key={at}>
            <p className={styles.said}>
              <span className={styles.speaker}>User</span>
              <span className={styles.words}>
                <PagedText text={user} />
              </span>
            </p>
            {at < last && (
              <p className={styles.said}>
                <span className={styles.speaker}>Reply</span>
                {own === null && !fixed ? (
                  <em className={styles.quiet}>left for the model</em>
                ) : (
                  <span className={styles.words}>
                    <PagedText text={own ?? replied ?? ""} />
                  </span>
                )}
              </p>
            )}
          </li>
        ))}
      </ol>
      <p className={styles.said}>
        <span className={styles.speaker}>{name}</span>
        <span className={styles.against}>
          {draft.reply === "" ? <em>The reply is empty.</em> : <PagedText text={draft.reply} />}
        </span>
      </p>
    </section>
  );
}

interface TestFormViewProps {
  question: RegressionTestRequest;
  draft: RegressionTestDraft;
  sets: readonly ConversationSet[];
  types: readonly CheckType[];
}

/** Puts the conversation together: its turns, its checks, where it goes. */
function TestFormView({ question, draft, sets, types }: TestFormViewProps) {
  const [form, setForm] = useState(() => initialTestForm(draft));
  const [problems, setProblems] = useState<string[]>([]);
  const add = useRef<HTMLButtonElement>(null);
  useEffect(() => add.current?.focus(), []);
  const change = (part: Partial<RegressionTestForm>): void => setForm((now) => ({ ...now, ...part }));
  const { pair, side } = question;
  const other = draft.other === null ? null : (question.other?.name ?? null);
  const saving = useMutation({
    mutationFn: async () => {
      const setId = form.setId ?? "";
      const { id } = await client.guards.freshId({ setId, like: `${draft.from}-guard` });
      const read = readRegressionTestForm(form, draft, id);
      if ("problems" in read) return read;
      await client.conversations.save({ setId, conversation: read.conversation, replaces: null });
      return { setId, conversationId: id, title: read.conversation.title || id };
    },
    onSuccess(done) {
      if ("problems" in done) return setProblems(done.problems);
      useRegressionTestState.setState({ made: done });
    },
    onError: (error) => setProblems([problemOf(error).message]),
  });
  const save = (): void => {
    const read = readRegressionTestForm(form, draft, "not-known-yet");
    setProblems("problems" in read ? read.problems : []);
    if (!("problems" in read) && !saving.isPending) saving.mutate();
  };
  const set = sets.find(({ id }) => id === form.setId);
  const without = (at: number, all: readonly number[]): number[] => all.filter((one) => one !== at);
  return (
    <form
      className={styles.form}
      aria-label="The conversation"
      onSubmit={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        save();
      }}
    >
      <div className={styles.body}>
        <div className={styles.heads}>
          <TextField label="Title" value={form.title} maxLength={500} onValue={(title) => change({ title })} />
          <TextField label="Tags" value={form.tags} placeholder="must, phone" onValue={(tags) => change({ tags })} />
          <div className={styles.set}>
            <span className={styles.label}>Goes to</span>
            <Select
              label="The set it goes to"
              value={form.setId}
              options={sets.map(({ id, name }) => ({ value: id, label: name }))}
              onValue={(setId) => change({ setId })}
            />
          </div>
        </div>
        <DraftTurns draft={draft} name={side.name} fixed={form.fixed} onFixed={(fixed) => change({ fixed })} />
        <section className={styles.section} aria-label="Suggested checks">
          <div className={styles.sectionHead}>
            <h3>Suggested checks on the reply</h3>
          </div>
          {draft.suggestions.length === 0 && (
            <p className={styles.why}>
              Nothing is wrong with this reply: no check fails, no fact is new. Add the check that it should pass.
            </p>
          )}
          <ul className={styles.suggestions}>
            {draft.suggestions.map((suggestion, at) =>
              form.moved.includes(at) ? null : (
                <SuggestionRow
                  key={at}
                  suggestion={suggestion}
                  pair={pair}
                  other={other}
                  taken={form.taken.includes(at)}
                  onTaken={(taken) =>
                    setForm((now) => ({
                      ...now,
                      taken: taken ? [...without(at, now.taken), at] : without(at, now.taken),
                    }))
                  }
                  onEdit={() =>
                    change({
                      moved: [...form.moved, at],
                      taken: without(at, form.taken),
                      own: [...form.own, toCheckForm(suggestion.check, types)],
                    })
                  }
                />
              ),
            )}
          </ul>
        </section>
        <section className={styles.section} aria-label="Checks of your own">
          <div className={styles.sectionHead}>
            <h3>Checks of your own</h3>
          </div>
          <OwnChecks checks={form.own} types={types} pair={pair} other={other} onChange={(own) => change({ own })} />
        </section>
      </div>
      <footer className={styles.footer}>
        <p
          role={problems.length > 0 ? "alert" : "status"}
          className={problems.length > 0 ? styles.problem : styles.quiet}
        >
          {problems.length > 0 ? `Not added. ${problems.join(" ")}` : formatCheckCount(form)}
        </p>
        <Button onClick={closeRegressionTest}>Cancel</Button>
        <Button ref={add} look="primary" keys="Mod+Enter" aria-disabled={saving.isPending} onClick={save}>
          {set ? `Add to ${set.name}` : "Add"}
        </Button>
      </footer>
    </form>
  );
}

function formatCheckCount({ taken, own }: RegressionTestForm): string {
  const count = taken.length + own.length;
  if (count === 0) return "Without a check it counts as passing, whatever is replied.";
  return plural(count, "check");
}

/** The replay of one conversation on the version of its reply, and on the other side's. */
function useTestReplay(
  { promptId, model, side, other }: RegressionTestRequest,
  { setId, conversationId }: CreatedTest,
) {
  const requests = [...(other ? [other] : []), side].map(({ version }): ReplayRequest => ({
    promptId,
    setId,
    version,
    model,
    conversationIds: [conversationId],
  }));
  const [runs, setRuns] = useState<{ baseline: string | null; candidate: string } | null>(null);
  const plan = useQuery({
    queryKey: [...orpc.runs.key(), "one", requests],
    queryFn: () => Promise.all(requests.map((request) => client.runs.plan(request))),
  });
  const replay = useMutation({
    mutationFn: async () => {
      const begun = await Promise.all(requests.map((request) => client.runs.start(request)));
      await Promise.all(begun.map(({ id }) => waitForRunEnd(id, () => undefined)));
      const candidate = begun.at(-1);
      if (candidate) setRuns({ baseline: begun.length > 1 ? (begun[0]?.id ?? null) : null, candidate: candidate.id });
    },
  });
  const result = useQuery({
    ...orpc.compare.conversation.queryOptions({
      input: { baselineRunId: runs?.baseline ?? null, candidateRunId: runs?.candidate ?? "", conversationId },
    }),
    enabled: runs !== null,
  });
  return { plan, replay, result };
}

/** After it was added: what it says of the versions at hand, and the ways on. */
function CreatedTestView({ question, made }: { question: RegressionTestRequest; made: CreatedTest }) {
  const { plan, replay, result } = useTestReplay(question, made);
  const primary = useRef<HTMLButtonElement>(null);
  useEffect(() => primary.current?.focus(), []);
  const { side, other } = question;
  const names = other ? `${other.name} and ${side.name}` : side.name;
  const error = replay.error ?? result.error ?? plan.error;
  const over = result.data !== undefined;
  return (
    <div className={styles.form}>
      <div className={styles.body}>
        <p className={styles.made}>“{made.title}” is asked of every version from now on.</p>
        <p role="status" className={styles.quiet}>
          {error
            ? problemOf(error).message
            : replay.isPending
              ? `Replaying it on ${names}…`
              : over
                ? "Its replies are in the cache: the next replay of the whole set takes no call for them."
                : plan.data
                  ? `On ${names}: ${formatReplayPlan(plan.data)}`
                  : "Counting calls…"}
        </p>
        {result.data && <ReplayResults comparison={result.data} question={question} />}
      </div>
      <footer className={styles.footer}>
        <Button onClick={() => openProposals(question)}>Propose conversations one step past it</Button>
        <Button
          onClick={() => {
            closeRegressionTest();
            void showInSet(made);
          }}
        >
          Show it in its set
        </Button>
        {over ? (
          <Button look="primary" onClick={closeRegressionTest}>
            Close
          </Button>
        ) : (
          <Button
            ref={primary}
            look="primary"
            aria-disabled={replay.isPending}
            onClick={() => !replay.isPending && replay.mutate()}
          >
            Replay just this conversation
          </Button>
        )}
      </footer>
    </div>
  );
}

/** The outcomes select what they have: there the conversation stays selected only once it was replayed. */
async function showInSet({ setId, conversationId }: CreatedTest): Promise<void> {
  if (await goTo("conversations")) select({ setId, conversationId });
}

function ReplayResults({
  comparison,
  question,
}: {
  comparison: ConversationComparison;
  question: RegressionTestRequest;
}) {
  return (
    <ul className={styles.results} aria-label="What became of it">
      {replayedSides(comparison, question).map(({ name, passed, reply, reason }) => (
        <li key={name} className={styles.result}>
          <strong className={classes(passed === false && styles.fail, passed === true && styles.pass)}>
            {passed === null ? "!" : passed ? "✓" : "✗"} {name}{" "}
            {passed === null ? "has no verdict" : passed ? "passes" : "fails"}
          </strong>
          {reason !== null && <span className={styles.why}>{reason}</span>}
          <span className={styles.against}>{reply}</span>
        </li>
      ))}
    </ul>
  );
}

const DIALOG_WIDTH = 720;

/** Makes a conversation of a reply; afterwards, the way to replay just that one. */
export function MakeTestDialog() {
  const { question, made } = useRegressionTestState();
  return (
    <Dialog
      open={question !== null}
      onClose={closeRegressionTest}
      title={made ? "The conversation is in the set" : "Make this a conversation"}
      width={DIALOG_WIDTH}
    >
      {question && (made ? <CreatedTestView question={question} made={made} /> : <MakeTestForm />)}
    </Dialog>
  );
}

function MakeTestForm() {
  const question = useRegressionTestState((state) => state.question);
  const draft = useQuery({
    ...orpc.guards.suggest.queryOptions({ input: question?.pair ?? emptyPair }),
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
  return <TestFormView question={question} draft={draft.data} sets={sets.data} types={types.data} />;
}

const emptyPair = { reply: { runId: "", conversationId: "", turn: 0, sample: 0 }, other: null };
