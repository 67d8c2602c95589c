import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { plural } from "../../../shared/rules/plural.ts";
import { orpc, problemOf } from "../../engine-client/index.ts";
import { Button, EmptyState, ProgressBar } from "../../ui/index.ts";
import type { GuardQuestion } from "../guards/guard-store.ts";
import type { OpenDraft } from "../prompt/use-draft.ts";
import { sideName, type Side } from "../run-choice.ts";
import type { Loop } from "../use-loop.ts";
import { addProposals } from "./add-proposals.ts";
import { JUDGE, ProbeChoices, readCount, type Choices } from "./probe-choices.tsx";
import { planInWords, stateInWords } from "./probe-words.ts";
import { ProposalDetail } from "./proposal-detail.tsx";
import { ProposalList } from "./proposal-list.tsx";
import { useProbes } from "./use-probes.ts";
import styles from "./probes.module.css";

interface ProbesViewProps {
  question: GuardQuestion;
  loop: Loop;
  draft: OpenDraft | null;
}

const USUAL_COUNT = "5";

/** From the choice of who proposes to what was picked of the proposals. */
export function ProbesView({ question, loop, draft }: ProbesViewProps) {
  const judge = useQuery(orpc.judges.get.queryOptions());
  const judgeModel = loop.models.find(({ id }) => id === judge.data?.modelId) ?? null;
  const versions = versionsOf(question, loop, draft);
  const [chosen, setChosen] = useState<Partial<Choices>>({});
  const choices: Choices = {
    modelId: judgeModel ? JUDGE : (loop.model?.id ?? JUDGE),
    version: versions[0] ?? question.side.version,
    count: USUAL_COUNT,
    limit: "",
    ...chosen,
  };
  const [round, setRound] = useState(0);
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [added, setAdded] = useState<ReadonlySet<string>>(new Set());
  const [selected, setSelected] = useState<string | null>(null);
  const set = loop.set;
  const model = loop.models.find(({ id }) => id === choices.modelId) ?? null;
  const count = readCount(choices.count);
  const probes = useProbes(
    question,
    {
      setId: set?.id ?? "",
      version: choices.version,
      model: model && {
        provider: model.provider,
        model: model.model,
        baseUrl: model.baseUrl,
        settings: model.settings,
      },
      count: count ?? Number(USUAL_COUNT),
      round,
      limit: choices.limit,
    },
    draft,
  );
  const { state, plan } = probes;
  const running = state?.running ?? false;
  const proposals = state?.proposals ?? [];
  const shown = proposals.find(({ conversation }) => conversation.id === selected) ?? proposals[0] ?? null;

  // Nobody waits for proposals that nobody sees.
  const stop = useRef(probes.stop);
  useEffect(() => {
    stop.current = probes.stop;
  });
  useEffect(() => () => stop.current(), []);

  // The keys are with the proposals as soon as there are any.
  const view = useRef<HTMLDivElement>(null);
  const found = proposals.length > 0;
  useEffect(() => {
    view.current?.querySelector<HTMLElement>(found ? "[role='listbox']" : "[data-primary]")?.focus();
  }, [found]);

  const ask = (next: number): void => {
    setRound(next);
    setPicked(new Set());
    probes.ask({ round: next });
  };
  const pick = (id: string): void =>
    setPicked((now) =>
      added.has(id) ? now : new Set(now.has(id) ? [...now].filter((one) => one !== id) : [...now, id]),
    );
  const chosenOnes = proposals.filter(({ conversation }) => picked.has(conversation.id));
  const add = async (): Promise<void> => {
    if (set === null || chosenOnes.length === 0 || running) return;
    const came = await addProposals(set.id, set.name, chosenOnes);
    setAdded((now) => new Set([...now, ...came]));
    setPicked((now) => new Set([...now].filter((id) => !came.includes(id))));
  };
  const canAsk = !running && count !== null && probes.limitProblem === null && plan.data !== undefined && set !== null;
  const words = state
    ? stateInWords(state)
    : plan.error
      ? problemOf(plan.error).message
      : plan.data
        ? planInWords(plan.data)
        : "Counting…";

  return (
    <div ref={view} className={styles.view}>
      <ProbeChoices
        choices={choices}
        models={loop.models}
        judge={judgeModel?.name ?? null}
        versions={versions}
        limitProblem={probes.limitProblem}
        disabled={running}
        onChange={(part) => setChosen((now) => ({ ...now, ...part }))}
      />
      {state === null ? null : found ? (
        <div className={styles.found}>
          <ProposalList
            proposals={proposals}
            selectedId={shown?.conversation.id ?? null}
            picked={picked}
            added={added}
            onSelect={setSelected}
            onPick={pick}
            onAdd={() => void add()}
          />
          {shown && <ProposalDetail proposal={shown} />}
        </div>
      ) : running ? null : (
        <EmptyState
          text={
            state.problem ?? "Nothing new was proposed: every proposal is nearly the same as a conversation of the set."
          }
        />
      )}
      {running && (
        <ProgressBar
          label={state?.doing === "trying" ? "Replayed" : "Asked"}
          value={proposals.filter(({ trial }) => trial !== null).length}
          max={Math.max(1, proposals.length)}
        />
      )}
      {state !== null && state.dropped.length > 0 && (
        <ul className={styles.dropped} aria-label="Left out">
          {state.dropped.map(({ title, reason }, at) => (
            <li key={at}>
              left out: “{title}”, {reason}
            </li>
          ))}
        </ul>
      )}
      <footer className={styles.footer}>
        <p role="status" aria-label="Proposals" className={styles.status}>
          {words}
        </p>
        {running && <Button onClick={probes.stop}>Stop</Button>}
        {!running && state !== null && (
          <Button disabled={!canAsk} onClick={() => ask(found ? round + 1 : round)}>
            {found ? "Propose others" : "Ask again"}
          </Button>
        )}
        {!running && found && (
          <Button disabled={probes.tryCalls === null} onClick={probes.tryAll}>
            {`Replay each once on ${sideName(choices.version)}${probes.tryCalls === null ? "" : ` (${plural(probes.tryCalls, "call")})`}`}
          </Button>
        )}
        {state === null ? (
          <Button data-primary look="primary" aria-disabled={!canAsk} onClick={() => canAsk && ask(0)}>
            {`Propose ${plural(count ?? 0, "conversation")}`}
          </Button>
        ) : (
          <Button look="primary" aria-disabled={chosenOnes.length === 0 || running} onClick={() => void add()}>
            {chosenOnes.length === 0 ? "Pick with Space" : `Add ${plural(chosenOnes.length, "conversation")}`}
          </Button>
        )}
      </footer>
    </div>
  );
}

/** Where the fix may stand: the draft if it is another text, the current branch's head, and the two that are compared. */
function versionsOf({ side, other }: GuardQuestion, { followed }: Loop, draft: OpenDraft | null): Side[] {
  const all: Side[] = [
    ...(draft?.dirty ? (["draft"] as const) : []),
    ...(followed === null ? [] : [followed]),
    side.version,
    ...(other ? [other.version] : []),
  ];
  return [...new Set(all)];
}
