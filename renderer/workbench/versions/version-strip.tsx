import { GitMerge } from "lucide-react";
import { memo, type PointerEvent, useEffect, useMemo, useRef } from "react";
import type { Version } from "../../../shared/domain/prompt.ts";
import { select, useCommand } from "../../app/index.ts";
import { classes } from "../../ui/index.ts";
import { sideName, type Side } from "../run-choice.ts";
import { fetchComparison } from "../use-comparison.ts";
import type { Loop } from "../use-loop.ts";
import { percent } from "../words.ts";
import type { OpenDraft } from "../prompt/use-draft.ts";
import { stepAlong, stripOf } from "./branch-line.ts";
import { History } from "./history.tsx";
import { useRates } from "./use-rates.ts";
import styles from "./versions.module.css";

interface VersionStripProps {
  loop: Loop;
  draft: OpenDraft | null;
}

/**
 * The current branch's way along the bottom: press a version to look at it, with Alt to compare against it. What is
 * looked at on another branch stands apart, before the draft.
 */
export function VersionStrip({ loop, draft }: VersionStripProps) {
  const { versions, followed, sides } = loop;
  const rates = useRates(loop);
  const strip = useMemo(
    () => stripOf(versions, followed, [sides.candidate, sides.baseline]),
    [versions, followed, sides.candidate, sides.baseline],
  );
  const scroller = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (versions.length === 0) return;
    const chip = scroller.current?.querySelector(`[data-side='${sides.candidate}']`);
    // What comes after it too: behind the newest version that is the draft.
    for (const shown of [chip?.nextElementSibling, chip])
      shown?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [sides.candidate, versions.length]);

  // The button is down for some time before its click: what it will ask for is on its way by then.
  const lookAhead = ({ target, altKey }: PointerEvent): void => {
    const side = target instanceof Element && target.closest<HTMLElement>("[data-side]")?.dataset["side"];
    if (side && !altKey) fetchComparison(loop.runsWith(side === "draft" ? side : Number(side)));
  };

  const step = (by: 1 | -1): void => {
    const next = stepAlong(strip, sides.candidate, by);
    if (next !== null) pick(next, followed);
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
      <div ref={scroller} className={styles.scroller} onPointerDown={lookAhead}>
        {[...strip.line, ...strip.besides].map((version, at) => (
          <Chip
            key={version.number}
            side={version.number}
            version={version}
            rate={rates.get(version.number) ?? null}
            candidate={sides.candidate === version.number}
            baseline={sides.baseline === version.number}
            followed={followed}
            beside={at >= strip.line.length}
          />
        ))}
        <Chip
          side="draft"
          version={null}
          rate={draft?.dirty ? (rates.get("draft") ?? null) : null}
          candidate={sides.candidate === "draft"}
          baseline={false}
          followed={followed}
          beside={false}
        />
      </div>
      <History loop={loop} draft={draft} rates={rates} />
    </nav>
  );
}

function pick(side: Side, followed: number | null): void {
  select({ candidate: side === followed ? null : side });
}

interface ChipProps {
  side: Side;
  version: Version | null;
  rate: number | null;
  candidate: boolean;
  baseline: boolean;
  followed: number | null;
  /** Not on the current branch's line. */
  beside: boolean;
}

const Chip = memo(function Chip({ side, version, rate, candidate, baseline, followed, beside }: ChipProps) {
  const name = sideName(side);
  const labels = version?.labels ?? [];
  const said = [name, ...labels];
  if (version && version.mergedNumber !== null) said.push(`merges v${version.mergedNumber}`);
  if (candidate) said.push("shown");
  if (baseline) said.push("baseline");
  if (beside) said.push("on another branch");
  if (rate !== null) said.push(`${percent(rate)} pass`);
  const hint = [said.join(", "), version?.message].filter(Boolean).join("\n");
  return (
    <button
      type="button"
      aria-label={said.join(", ")}
      data-side={side}
      aria-current={candidate ? "true" : undefined}
      title={version ? `${hint}\nAlt and press: compare against it` : hint}
      className={classes(
        styles.chip,
        candidate && styles.candidate,
        baseline && styles.baseline,
        beside && styles.beside,
      )}
      onClick={(event) => {
        if (event.altKey && typeof side === "number") select({ baseline: side });
        else pick(side, followed);
      }}
    >
      <span className={styles.rate} aria-hidden="true">
        {rate !== null && <span style={{ height: `${Math.max(8, rate * 100)}%` }} />}
      </span>
      {name}
      {version && version.mergedNumber !== null && <GitMerge className={styles.merged} aria-hidden="true" />}
      {labels.map((label) => (
        <span key={label} className={styles.label}>
          {label}
        </span>
      ))}
    </button>
  );
});
