import { memo, useEffect, useMemo, useRef } from "react";
import type { Version } from "../../../shared/domain/prompt.ts";
import { select, useCommand } from "../../app/index.ts";
import { classes } from "../../ui/index.ts";
import { sideName, type Side } from "../run-choice.ts";
import type { Loop } from "../use-loop.ts";
import { percent } from "../words.ts";
import type { OpenDraft } from "../prompt/use-draft.ts";
import { History } from "./history.tsx";
import { useRates } from "./use-rates.ts";
import styles from "./versions.module.css";

interface VersionStripProps {
  loop: Loop;
  draft: OpenDraft | null;
}

/** The prompt's whole way along the bottom: press a version to look at it, with Alt to compare against it. */
export function VersionStrip({ loop, draft }: VersionStripProps) {
  const { versions, sides } = loop;
  const rates = useRates(loop);
  const oldestFirst = useMemo(() => versions.toReversed(), [versions]);
  const scroller = useRef<HTMLDivElement>(null);
  const newest = versions[0]?.number ?? null;

  useEffect(() => {
    if (versions.length === 0) return;
    const chip = scroller.current?.querySelector(`[data-side='${sides.candidate}']`);
    chip?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [sides.candidate, versions.length]);

  const step = (by: 1 | -1): void => {
    const all: Side[] = [...oldestFirst.map((version) => version.number), "draft"];
    const next = all[all.indexOf(sides.candidate) + by];
    if (next !== undefined) pick(next, newest);
  };
  useCommand({
    id: "older-version",
    title: "Look at the version before",
    keys: "[",
    group: "Versions",
    run: () => step(-1),
  });
  useCommand({
    id: "newer-version",
    title: "Look at the version after",
    keys: "]",
    group: "Versions",
    run: () => step(1),
  });

  return (
    <nav className={styles.strip} aria-label="Versions">
      <div ref={scroller} className={styles.scroller}>
        {oldestFirst.map((version) => (
          <Chip
            key={version.number}
            side={version.number}
            version={version}
            rate={rates.get(version.number) ?? null}
            candidate={sides.candidate === version.number}
            baseline={sides.baseline === version.number}
            newest={newest}
          />
        ))}
        <Chip
          side="draft"
          version={null}
          rate={draft?.dirty ? (rates.get("draft") ?? null) : null}
          candidate={sides.candidate === "draft"}
          baseline={false}
          newest={newest}
        />
      </div>
      <History loop={loop} draft={draft} rates={rates} />
    </nav>
  );
}

function pick(side: Side, newest: number | null): void {
  select({ candidate: side === newest ? null : side });
}

interface ChipProps {
  side: Side;
  version: Version | null;
  rate: number | null;
  candidate: boolean;
  baseline: boolean;
  newest: number | null;
}

const Chip = memo(function Chip({ side, version, rate, candidate, baseline, newest }: ChipProps) {
  const name = sideName(side);
  const labels = version?.labels ?? [];
  const said = [name, ...labels];
  if (candidate) said.push("shown");
  if (baseline) said.push("baseline");
  if (rate !== null) said.push(`${percent(rate)} pass`);
  const hint = [said.join(", "), version?.message].filter(Boolean).join("\n");
  return (
    <button
      type="button"
      aria-label={said.join(", ")}
      data-side={side}
      aria-current={candidate ? "true" : undefined}
      title={version ? `${hint}\nAlt and press: compare against it` : hint}
      className={classes(styles.chip, candidate && styles.candidate, baseline && styles.baseline)}
      onClick={(event) => {
        if (event.altKey && typeof side === "number") select({ baseline: side });
        else pick(side, newest);
      }}
    >
      <span className={styles.rate} aria-hidden="true">
        {rate !== null && <span style={{ height: `${Math.max(8, rate * 100)}%` }} />}
      </span>
      {name}
      {labels.map((label) => (
        <span key={label} className={styles.label}>
          {label}
        </span>
      ))}
    </button>
  );
});
