import { useMemo, useState } from "react";
import { labelNameSchema, type Version } from "../../../shared/domain/prompt.ts";
import { select } from "../../app/index.ts";
import { useCanWrite } from "../../app/use-can-write.ts";
import { askForBranch } from "../../branches/branch-dialogs.ts";
import { switchBranch } from "../../branches/change-branches.ts";
import { Badge, Button, IconButton, TextField } from "../../ui/index.ts";
import { X } from "lucide-react";
import type { OpenDraft } from "../prompt/use-draft.ts";
import type { Loop } from "../use-loop.ts";
import { useReplayState } from "../replay/replay-store.ts";
import { descendants } from "./branch-line.ts";
import { BranchBadges } from "./graph/branch-badge.tsx";
import { removeLabel, restoreVersion, setLabel } from "./change-versions.ts";
import { momentInWords } from "../words.ts";
import styles from "./versions.module.css";

interface VersionDetailProps {
  version: Version;
  loop: Loop;
  draft: OpenDraft | null;
  onLook: (number: number) => void;
  onDone: () => void;
}

/** What can be known of one version and done with it. */
export function VersionDetail({ version, loop, draft, onLook, onDone }: VersionDetailProps) {
  const { number, promptId, sha256, author, createdAt, message, parentNumber, mergedNumber, labels } = version;
  const { notice } = useReplayState();
  const canWrite = useCanWrite();
  const isHead = loop.followed === number;
  const { heads, having } = useMemo(() => {
    const after = descendants(loop.versions, number);
    return {
      heads: loop.branches.filter(({ headNumber, current }) => headNumber === number && !current),
      having: loop.branches.filter(({ headNumber }) => headNumber !== null && after.has(headNumber)),
    };
  }, [loop.versions, loop.branches, number]);
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
        <dd>{momentInWords(createdAt)}</dd>
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
            askForBranch({ kind: "new", from: number });
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
