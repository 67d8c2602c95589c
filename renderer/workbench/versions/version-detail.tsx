import { select } from "../../shell/index.ts";
import { client, orpc, queryClient } from "../../engine-client/index.ts";
import { confirm, Badge, Button, IconButton, TextField } from "../../ui/index.ts";
import type { DraftSaver } from "../state/draft-saver.ts";
import { attemptWithNotice, requireSaved } from "../state/use-replay.ts";
import { memo, useMemo, useState } from "react";
import { type Branch, type Version, labelNameSchema } from "../../../shared/domain/prompt.ts";
import { formatLineChanges } from "../../editor/line-changes.ts";
import type { ComparedSides } from "../state/choose-runs.ts";
import { formatPercent, formatMoment } from "../../../shared/format/values.ts";
import { BranchBadges } from "./branch-badge.tsx";
import styles from "./versions.module.css";
import { useCanWrite } from "../../shell/selection.ts";
import { openBranchDialog } from "../../branches/branches.ts";
import { switchBranch } from "../../branches/change-branches.ts";
import { X } from "lucide-react";
import type { OpenDraft } from "../state/use-draft.ts";
import type { WorkbenchState } from "../state/workbench-state.ts";
import { useReplayStatus } from "../state/replay-options.ts";
import { descendants } from "./graph-layout.ts";

/** Makes a new version with an old one's text. Asks first when words in the draft would be replaced. */
export async function restoreVersion(promptId: string, number: number, saver: DraftSaver): Promise<void> {
  const title = `v${number} could not be restored`;
  let may = false;
  const asked = await attemptWithNotice(title, async () => {
    await requireSaved(saver);
    may = await isOnVersion(promptId, saver);
  });
  if (!asked || !(may || (await confirmReplacingDraft(number)))) return;
  await attemptWithNotice(title, async () => {
    await client.versions.restore({ promptId, number, branch: saver.state().branch });
    await saver.loadTheirs();
    await refreshVersions();
    select({ candidate: null });
  });
}

async function isOnVersion(promptId: string, saver: DraftSaver): Promise<boolean> {
  const { baseNumber, text } = saver.state();
  return text === (baseNumber === null ? "" : (await client.versions.get({ promptId, number: baseNumber })).text);
}

function confirmReplacingDraft(number: number): Promise<boolean> {
  return confirm({
    title: `Replace the draft with v${number}?`,
    text: "The draft has changes that are in no version. Commit them first to keep them.",
    action: `Restore v${number}`,
    danger: true,
  });
}

function setLabel(promptId: string, number: number, label: string): Promise<boolean> {
  return attemptWithNotice(`The label “${label}” could not be set`, async () => {
    await client.labels.set({ promptId, number, label });
    await refreshVersions();
  });
}

function removeLabel(promptId: string, label: string): Promise<boolean> {
  return attemptWithNotice(`The label “${label}” could not be removed`, async () => {
    await client.labels.remove({ promptId, label });
    await refreshVersions();
  });
}

async function refreshVersions(): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: orpc.versions.key() }),
    queryClient.invalidateQueries({ queryKey: orpc.branches.key() }),
    queryClient.invalidateQueries({ queryKey: orpc.drafts.key() }),
  ]);
}

interface HistoryRowProps {
  version: Version;
  /** The branches whose head it is. */
  heads: readonly Branch[];
  /** The branch whose line it is drawn on; null where that is the current one, or none. */
  branch: string | null;
  rate: number | null;
  sides: ComparedSides;
}

export const HistoryRow = memo(function HistoryRow({ version, heads, branch, rate, sides }: HistoryRowProps) {
  const { number, message, labels, added, removed, createdAt, mergedNumber } = version;
  return (
    <span className={styles.historyRow}>
      <span className={styles.first}>
        <strong>v{number}</strong>
        <BranchBadges branches={heads} most={3} />
        {labels.map((label) => (
          <Badge key={label} tone="accent">
            {label}
          </Badge>
        ))}
        {sides.candidate === number && <Badge>shown</Badge>}
        {sides.baseline === number && <Badge>baseline</Badge>}
        <span className={styles.message} title={message}>
          {message}
        </span>
      </span>
      <span className={styles.second}>
        {branch !== null && heads.length === 0 && <span className={styles.ofBranch}>{branch}</span>}
        {mergedNumber !== null && <span>merges v{mergedNumber}</span>}
        <span>{formatLineChanges({ added, removed })}</span>
        {rate !== null && <span>{formatPercent(rate)} pass</span>}
        <time dateTime={createdAt}>{formatMoment(createdAt)}</time>
      </span>
    </span>
  );
});

interface VersionDetailProps {
  version: Version;
  workbench: WorkbenchState;
  draft: OpenDraft | null;
  onLook: (number: number) => void;
  onDone: () => void;
}

/** What can be known of one version and done with it. */
export function VersionDetail({ version, workbench, draft, onLook, onDone }: VersionDetailProps) {
  const { number, promptId, sha256, author, createdAt, message, parentNumber, mergedNumber, labels } = version;
  const { notice } = useReplayStatus();
  const canWrite = useCanWrite();
  const isHead = workbench.followed === number;
  const { heads, having } = useMemo(() => {
    const after = descendants(workbench.versions, number);
    return {
      heads: workbench.branches.filter(({ headNumber, current }) => headNumber === number && !current),
      having: workbench.branches.filter(({ headNumber }) => headNumber !== null && after.has(headNumber)),
    };
  }, [workbench.versions, workbench.branches, number]);
  const against = (): void => {
    select({ baseline: number });
    onDone();
  };
  return (
    <div className={styles.detail}>
      <h3>v{number}</h3>
      <p className={styles.fullMessage}>{message === "" ? "No message." : message}</p>
      <dl>
        <dt>Author</dt>
        <dd>{author}</dd>
        <dt>Made</dt>
        <dd>{formatMoment(createdAt)}</dd>
        <dt>Parent</dt>
        <dd>
          {parentNumber === null ? "none" : `v${parentNumber}`}
          {mergedNumber !== null && `, merged with v${mergedNumber}`}
        </dd>
        <dt>On</dt>
        <dd className={styles.having}>
          {having.length === 0 ? "no branch any more" : <BranchBadges branches={having} most={4} />}
        </dd>
        <dt>SHA-256</dt>
        <dd>
          <code title={sha256}>{sha256.slice(0, 12)}</code>
        </dd>
      </dl>
      <div className={styles.labels}>
        {labels.map((label) => (
          <span key={label} className={styles.labelled}>
            <Badge tone="accent">{label}</Badge>
            <IconButton
              label={`Remove label ${label}`}
              icon={<X aria-hidden="true" />}
              onClick={() => void removeLabel(promptId, label)}
            />
          </span>
        ))}
      </div>
      <LabelForm promptId={promptId} number={number} />
      {notice && (
        <p role="alert" className={styles.problem}>
          {notice.title}. {notice.message}
        </p>
      )}
      <div className={styles.actions}>
        <Button onClick={() => onLook(number)}>Look at v{number}</Button>
        <Button onClick={against}>Compare against v{number}</Button>
        {heads.slice(0, 3).map(({ name }) => (
          <Button key={name} disabled={!canWrite} onClick={() => void switchBranch(promptId, name).then(onDone)}>
            Switch to {name}
          </Button>
        ))}
        <Button
          disabled={!canWrite}
          onClick={() => {
            onDone();
            openBranchDialog({ kind: "new", from: number });
          }}
        >
          New branch from v{number}…
        </Button>
        {draft && !isHead && (
          <Button onClick={() => void restoreVersion(promptId, number, draft.saver).then(onDone)}>
            Restore v{number} as a new version
          </Button>
        )}
      </div>
    </div>
  );
}

/** A label is on one version at a time: setting it here takes it off any other. */
function LabelForm({ promptId, number }: { promptId: string; number: number }) {
  const [label, setText] = useState("");
  const [error, setError] = useState<string | null>(null);
  return (
    <form
      className={styles.labelForm}
      onSubmit={(event) => {
        event.preventDefault();
        const parsed = labelNameSchema.safeParse(label);
        if (!parsed.success) return setError(parsed.error.issues[0]?.message ?? "not a label");
        setError(null);
        void setLabel(promptId, number, parsed.data).then((done) => done && setText(""));
      }}
    >
      <TextField
        label="Label"
        hideLabel
        placeholder="production"
        value={label}
        onValue={setText}
        error={error}
        className={styles.labelField}
      />
      <Button type="submit">Set label</Button>
    </form>
  );
}
