import { MAX_PROBES } from "../../../shared/contract/analyses.ts";
import { Select, TextField, VirtualList, Button, EmptyState, ProgressBar, Dialog } from "../../ui/index.ts";
import { sideName, type Side } from "../state/choose-runs.ts";
import styles from "./proposals-dialog.module.css";
import type { TestProposal } from "../../../shared/domain/test-generation.ts";
import { userTurns } from "../../../shared/domain/conversation.ts";
import { PagedText } from "../../rendering/paged-text.tsx";
import { formatCheck } from "../../../shared/format/check.ts";
import { plural } from "../../../shared/format/count.ts";
import {
  formatProposalTrial,
  addProposals,
  formatProposalPlan,
  formatProposalState,
  useProposals,
} from "./use-proposals.ts";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { orpc, problemOf } from "../../engine-client/index.ts";
import {
  type RegressionTestRequest,
  closeProposals,
  useRegressionTestState,
} from "../regression-tests/regression-test.ts";
import type { OpenDraft } from "../state/use-draft.ts";
import type { WorkbenchState } from "../state/workbench-state.ts";

/** What can be chosen before anything is asked, as it is typed. */
interface ProposalChoices {
  /** A saved model's id, or the judge. */
  modelId: string;
  version: Side;
  count: string;
  limit: string;
}

const JUDGE = "judge";

interface ProposalChoicesFormProps {
  choices: ProposalChoices;
  models: readonly { id: string; name: string }[];
  judge: string | null;
  versions: readonly Side[];
  limitProblem: string | null;
  disabled: boolean;
  onChange: (part: Partial<ProposalChoices>) => void;
}

/** A count that can be asked for; null where it cannot be read. */
function readProposalCount(text: string): number | null {
  const count = Number(text);
  return text.trim() !== "" && Number.isInteger(count) && count >= 1 && count <= MAX_PROBES ? count : null;
}

function ProposalChoicesForm(props: ProposalChoicesFormProps) {
  const { choices, models, judge, versions, limitProblem, disabled, onChange } = props;
  const { modelId, version, count, limit } = choices;
  return (
    <div className={styles.choices}>
      <div className={styles.choice}>
        <span className={styles.label}>Proposed by</span>
        <Select
          label="Proposed by"
          value={modelId}
          disabled={disabled}
          options={[
            { value: JUDGE, label: "The judge", hint: judge ?? "none is chosen", disabled: judge === null },
            ...models.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onValue={(value) => onChange({ modelId: value })}
        />
      </div>
      <div className={styles.choice}>
        <span className={styles.label}>The fix stands in</span>
        <Select
          label="The fix stands in"
          value={sideName(version)}
          disabled={disabled}
          options={versions.map((side) => ({ value: sideName(side), label: sideName(side) }))}
          onValue={(name) => onChange({ version: versions.find((side) => sideName(side) === name) ?? version })}
        />
      </div>
      <TextField
        label="How many"
        value={count}
        inputMode="numeric"
        disabled={disabled}
        error={readProposalCount(count) === null ? `1 to ${MAX_PROBES}` : null}
        onValue={(value) => onChange({ count: value })}
      />
      <TextField
        label="Calls at most"
        value={limit}
        inputMode="numeric"
        placeholder="no limit"
        disabled={disabled}
        error={limitProblem}
        onValue={(value) => onChange({ limit: value })}
      />
    </div>
  );
}

/** One proposal: what its user writes, why it may go wrong, its checks, and what was replied. */
function ProposalDetail({ proposal }: { proposal: TestProposal }) {
  const { conversation, why, trial } = proposal;
  const broken = (trial?.broken ?? []).map(formatCheck);
  // Rubrics of the set have a say too, and stand in no conversation.
  const checks = [...new Set([...conversation.checks.map(formatCheck), ...broken])];
  return (
    <article className={styles.detail} aria-label={conversation.title} tabIndex={0}>
      <p className={styles.why}>{why}</p>
      {userTurns(conversation.turns).map(({ index, content }) => (
        <div key={index} className={styles.turn}>
          <span className={styles.speaker}>User</span>
          <span className={styles.text}>
            <PagedText text={content} />
          </span>
          {trial?.replies[index] !== undefined && (
            <>
              <span className={styles.speaker}>Reply</span>
              <span className={styles.text}>
                <PagedText text={trial.replies[index]} />
              </span>
            </>
          )}
        </div>
      ))}
      {trial?.problem != null && <p className={styles.fails}>! {trial.problem}</p>}
      {checks.length === 0 ? (
        <p className={styles.why}>No check carries over: give it one before it can fail.</p>
      ) : (
        <ul className={styles.checks} aria-label="Checks">
          {checks.map((words) => (
            <li key={words} className={broken.includes(words) ? styles.fails : undefined}>
              {broken.includes(words) ? "✗ " : ""}
              <code>{words}</code>
            </li>
          ))}
        </ul>
      )}
    </article>
  );
}

interface ProposalListProps {
  proposals: readonly TestProposal[];
  selectedId: string | null;
  picked: ReadonlySet<string>;
  added: ReadonlySet<string>;
  onSelect: (id: string) => void;
  onPick: (id: string) => void;
  onAdd: () => void;
}

const proposalId = ({ conversation }: TestProposal): string => conversation.id;

/** Proposals by title; Space picks, Enter adds what is picked. */
function ProposalList({ proposals, selectedId, picked, added, onSelect, onPick, onAdd }: ProposalListProps) {
  return (
    <div
      className={styles.list}
      onKeyDown={(event) => {
        // A box that was pressed with the mouse has the focus, and takes Space by itself.
        if (event.target instanceof HTMLInputElement) return;
        if (event.key === " " && selectedId !== null) onPick(selectedId);
        else if (event.key === "Enter") onAdd();
        else return;
        event.preventDefault();
      }}
    >
      <VirtualList
        label="Proposed conversations"
        items={proposals}
        idOf={proposalId}
        selectedId={selectedId}
        onSelect={onSelect}
        renderItem={(proposal) => {
          const { id, title, turns } = proposal.conversation;
          const trial = formatProposalTrial(proposal);
          const mark = added.has(id) ? "added" : picked.has(id) ? "picked" : "not picked";
          return (
            <span className={styles.row}>
              <input
                type="checkbox"
                tabIndex={-1}
                aria-label={`Pick ${title}`}
                className={styles.box}
                checked={picked.has(id)}
                disabled={added.has(id)}
                onChange={() => onPick(id)}
              />
              <span className={styles.title} title={title}>
                {title}
              </span>
              <span className="visually-hidden">{mark}</span>
              {turns.length > 1 && <span className={styles.faint}>{plural(turns.length, "turn")}</span>}
              {added.has(id) && <span className={styles.faint}>added</span>}
              {trial && (
                <span className={proposal.trial?.outcome === "fail" ? styles.fails : styles.faint}>
                  {trial.sign} {trial.word}
                </span>
              )}
            </span>
          );
        }}
      />
    </div>
  );
}

interface ProposalsViewProps {
  question: RegressionTestRequest;
  workbench: WorkbenchState;
  draft: OpenDraft | null;
}

const DEFAULT_COUNT = "5";

/** From the choice of who proposes to what was picked of the proposals. */
function ProposalsView({ question, workbench, draft }: ProposalsViewProps) {
  const judge = useQuery(orpc.judges.get.queryOptions());
  const judgeModel = workbench.models.find(({ id }) => id === judge.data?.modelId) ?? null;
  const versions = versionsWithFix(question, workbench, draft);
  const [chosen, setChosen] = useState<Partial<ProposalChoices>>({});
  const choices: ProposalChoices = {
    modelId: judgeModel ? JUDGE : (workbench.model?.id ?? JUDGE),
    version: versions[0] ?? question.side.version,
    count: DEFAULT_COUNT,
    limit: "",
    ...chosen,
  };
  const [round, setRound] = useState(0);
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [added, setAdded] = useState<ReadonlySet<string>>(new Set());
  const [selected, setSelected] = useState<string | null>(null);
  const set = workbench.set;
  const model = workbench.models.find(({ id }) => id === choices.modelId) ?? null;
  const count = readProposalCount(choices.count);
  const probes = useProposals(
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
      count: count ?? Number(DEFAULT_COUNT),
      round,
      limit: choices.limit,
    },
    draft,
  );
  const { state, plan } = probes;
  const running = state?.running ?? false;
  const proposals = state?.proposals ?? [];
  const shown = proposals.find(({ conversation }) => conversation.id === selected) ?? proposals[0] ?? null;

  // Proposals are stopped when the dialog closes.
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
    ? formatProposalState(state)
    : plan.error
      ? problemOf(plan.error).message
      : plan.data
        ? formatProposalPlan(plan.data)
        : "Counting…";

  return (
    <div ref={view} className={styles.view}>
      <ProposalChoicesForm
        choices={choices}
        models={workbench.models}
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
function versionsWithFix(
  { side, other }: RegressionTestRequest,
  { followed }: WorkbenchState,
  draft: OpenDraft | null,
): Side[] {
  const all: Side[] = [
    ...(draft?.dirty ? (["draft"] as const) : []),
    ...(followed === null ? [] : [followed]),
    side.version,
    ...(other ? [other.version] : []),
  ];
  return [...new Set(all)];
}

const DIALOG_WIDTH = 860;

/** Conversations one step past a fix: a model proposes, a person picks. */
export function ProposalsDialog({ workbench, draft }: { workbench: WorkbenchState; draft: OpenDraft | null }) {
  const probing = useRegressionTestState((state) => state.probing);
  return (
    <Dialog
      open={probing !== null}
      onClose={closeProposals}
      title="Conversations one step past this"
      width={DIALOG_WIDTH}
      description="A model is shown the prompt, the conversation, the reply and its faults, and proposes others that could go wrong in a like way. Nothing is asked, and nothing is added, before you say so."
    >
      {probing && (
        <ProposalsView key={JSON.stringify(probing.pair)} question={probing} workbench={workbench} draft={draft} />
      )}
    </Dialog>
  );
}
