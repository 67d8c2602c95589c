import type { ConversationComparison, SampleGroup } from "../../../shared/domain/comparison.ts";
import { plural } from "../../../shared/rules/plural.ts";
import { classes } from "../../ui/index.ts";
import { groupAloud, nextInGroup, sampleChips, type SampleChip } from "./sample-chips.ts";
import styles from "./evidence.module.css";

interface SamplePickerProps {
  evidence: Pick<ConversationComparison, "samples" | "groups">;
  sample: number;
  onSample: (sample: number) => void;
}

const signs: Record<NonNullable<SampleGroup["candidate"]>, string> = {
  passed: "✓",
  failed: "✗",
  unevaluated: "!",
  mixed: "≈",
};

/** Which sample is read. Equal ones share a chip that says how many they are; pressing it again shows the next of them. */
export function SamplePicker({ evidence, sample, onSample }: SamplePickerProps) {
  const { samples } = evidence;
  if (samples <= 1) return null;
  const { chips, more } = sampleChips(evidence.groups ?? [], samples);
  return (
    <div role="group" aria-label="Sample" className={styles.samples}>
      {chips.map((chip) => (
        <Chip key={chip.samples[0]} chip={chip} sample={sample} onSample={onSample} />
      ))}
      {more && (
        <input
          type="number"
          aria-label="Sample number"
          min={1}
          max={samples}
          value={sample + 1}
          onChange={(event) =>
            onSample(Math.min(samples, Math.max(1, Math.trunc(event.target.valueAsNumber) || 1)) - 1)
          }
        />
      )}
    </div>
  );
}

function Chip({ chip, sample, onSample }: { chip: SampleChip; sample: number; onSample: (sample: number) => void }) {
  const { samples, candidate } = chip;
  const picked = samples.includes(sample);
  const several = samples.length > 1;
  const place = several && picked ? `, sample ${sample + 1}` : "";
  return (
    <button
      type="button"
      aria-label={groupAloud(chip)}
      aria-pressed={picked}
      title={
        several ? `${plural(samples.length, "sample")} with the same replies: press again for the next` : undefined
      }
      className={classes(styles.chip, picked && styles.picked)}
      onClick={() => onSample(nextInGroup(samples, sample))}
    >
      {candidate !== null && (
        <span aria-hidden="true" className={styles[tones[candidate]]}>
          {signs[candidate]}{" "}
        </span>
      )}
      {several ? `${samples.length} × the same${place}` : (samples[0] ?? 0) + 1}
    </button>
  );
}

const tones: Record<NonNullable<SampleGroup["candidate"]>, "pass" | "fail" | "error" | "warn"> = {
  passed: "pass",
  failed: "fail",
  unevaluated: "error",
  mixed: "warn",
};
