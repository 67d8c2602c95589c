import type { Run } from "../../../shared/domain/run.ts";
import { runsByVersion } from "../../../shared/rules/run-of-version.ts";
import type { ModelIdentity } from "../../../shared/domain/model.ts";
import { type Side, sideName } from "../state/choose-runs.ts";
import { skipToken, useQuery } from "@tanstack/react-query";
import { useMemo, memo, type PointerEvent, useEffect, useRef } from "react";
import { orpc } from "../../engine-client/index.ts";
import type { WorkbenchState } from "../state/workbench-state.ts";
import { GitMerge } from "lucide-react";
import type { Version } from "../../../shared/domain/prompt.ts";
import { select, useCommand } from "../../shell/index.ts";
import { classes } from "../../ui/index.ts";
import { prefetchComparison } from "../state/use-comparison.ts";
import { formatPercent } from "../../../shared/format/values.ts";
import type { OpenDraft } from "../state/use-draft.ts";
import { neighbourVersion, stripVersions } from "./graph-layout.ts";
import { History } from "./history.tsx";
import styles from "./versions.module.css";

/** Share of judged samples that passed in the run that stands for each side. `runs` are newest first. */
function passRates(runs: readonly Run[], model: ModelIdentity | null): Map<Side, number> {
  const rates = new Map<Side, number>();
  for (const [side, { progress }] of runsByVersion(runs, model)) {
    const { passed, failed, passRate } = progress;
    if (passed + failed > 0) rates.set(side, passRate ?? passed / (passed + failed));
  }
  return rates;
}

/**
 * The pass rate of each side, as the trends have it. A run's own counts say the same, and at once, while every
 * conversation has as many samples; auto-samples take more of the open ones, so that the engine is asked.
 */
function usePassRates({ prompt, set, model, runs }: WorkbenchState): ReadonlyMap<Side, number> {
  const auto = useMemo(() => runs.some(({ sampling }) => sampling !== null), [runs]);
  const input =
    auto && prompt && set && model
      ? { promptId: prompt.id, setId: set.id, provider: model.provider, model: model.model }
      : skipToken;
  const points = useQuery(orpc.trends.rates.queryOptions({ input })).data?.points;
  return useMemo(() => {
    const rates = passRates(runs, model);
    for (const { version, rate } of points ?? []) if (rate !== null) rates.set(version, rate);
    return rates;
  }, [runs, model, points]);
}

interface VersionStripProps {
  workbench: WorkbenchState;
  draft: OpenDraft | null;
}

/**
 * The current branch's way along the bottom: press a version to look at it, with Alt to compare against it. What is
 * looked at on another branch stands apart, before the draft.
 */
export function VersionStrip({ workbench, draft }: VersionStripProps) {
  const { versions, followed, sides } = workbench;
  const rates = usePassRates(workbench);
  const strip = useMemo(
    () => stripVersions(versions, followed, [sides.candidate, sides.baseline]),
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
    if (side && !altKey) prefetchComparison(workbench.runsWith(side === "draft" ? side : Number(side)));
  };

  const step = (by: 1 | -1): void => {
    const next = neighbourVersion(strip, sides.candidate, by);
    if (next !== null) selectSide(next, followed);
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
          <VersionChip
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
        <VersionChip
          side="draft"
          version={null}
          rate={draft?.dirty ? (rates.get("draft") ?? null) : null}
          candidate={sides.candidate === "draft"}
          baseline={false}
          followed={followed}
          beside={false}
        />
      </div>
      <History workbench={workbench} draft={draft} rates={rates} />
    </nav>
  );
}

function selectSide(side: Side, followed: number | null): void {
  select({ candidate: side === followed ? null : side });
}

interface VersionChipProps {
  side: Side;
  version: Version | null;
  rate: number | null;
  candidate: boolean;
  baseline: boolean;
  followed: number | null;
  /** Not on the current branch's line. */
  beside: boolean;
}

const VersionChip = memo(function Chip({
  side,
  version,
  rate,
  candidate,
  baseline,
  followed,
  beside,
}: VersionChipProps) {
  const name = sideName(side);
  const labels = version?.labels ?? [];
  const said = [name, ...labels];
  if (version && version.mergedNumber !== null) said.push(`merges v${version.mergedNumber}`);
  if (candidate) said.push("shown");
  if (baseline) said.push("baseline");
  if (beside) said.push("on another branch");
  if (rate !== null) said.push(`${formatPercent(rate)} pass`);
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
        else selectSide(side, followed);
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
