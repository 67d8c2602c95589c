import type { Version } from "../../../shared/domain/prompt.ts";
import { isOfModel } from "../../../shared/rules/run-of-version.ts";
import { select, useSelection } from "../../app/index.ts";
import { Select, type SelectOption } from "../../ui/index.ts";
import { sideName } from "../run-choice.ts";
import type { Loop } from "../use-loop.ts";
import styles from "./outcomes.module.css";

const AUTO = "auto";

/** Which version is looked at, against which one, and how the run was made. */
export function OutcomeHeader({ loop }: { loop: Loop }) {
  const picked = useSelection();
  const { versions, followed, sides, candidateRun, model } = loop;
  const listed = versions.map(option);
  const autoBaseline =
    picked.baseline === null && sides.baseline !== null ? `${sideName(sides.baseline)} (parent)` : "parent";
  const samples = candidateRun?.samples ?? 1;
  const name = model && (!candidateRun || isOfModel(candidateRun, model)) ? model.name : candidateRun?.model.model;
  return (
    <div className={styles.header}>
      <Select
        label="Candidate"
        look="quiet"
        value={String(sides.candidate)}
        options={[{ value: "draft", label: "draft" }, ...listed]}
        onValue={(value) => {
          const candidate = value === "draft" ? value : Number(value);
          select({ candidate: candidate === followed ? null : candidate });
        }}
        className={styles.side}
      />
      <Select
        label="Baseline"
        look="quiet"
        prefix="against"
        value={picked.baseline === null ? AUTO : String(sides.baseline ?? AUTO)}
        options={[
          { value: AUTO, label: sides.baseline === null ? "nothing" : autoBaseline },
          ...listed.filter((one) => one.value !== String(sides.candidate)),
        ]}
        onValue={(value) => select({ baseline: value === AUTO ? null : Number(value) })}
        className={styles.side}
      />
      <span className={styles.model} title={name}>
        {name}
        {candidateRun?.sampling ? " × auto" : samples > 1 && ` × ${samples}`}
      </span>
    </div>
  );
}

function option(version: Version): SelectOption<string> {
  const labels = version.labels.length > 0 ? ` (${version.labels.join(", ")})` : "";
  return { value: String(version.number), label: `v${version.number}${labels}`, hint: version.message.slice(0, 40) };
}
