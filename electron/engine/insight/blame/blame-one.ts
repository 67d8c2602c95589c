import type { ModelSettings } from "../../../../shared/domain/model.ts";
import { applyHunks } from "./apply.ts";
import { createBetween } from "./between.ts";
import type { Edit } from "./edit.ts";
import { sampleEnds, type KnownEnds, type SampleEnd, type Sampled } from "./ends.ts";
import { splitHunk } from "./finer.ts";
import { findCauses, findOneCause, type Found, type Ranked } from "./search.ts";

/** What a version is: a text and the settings that it brings along. */
export interface Side {
  text: string;
  settings: ModelSettings;
}

export interface BlameTerms {
  edit: Edit;
  baseline: Side;
  candidate: Side;
  /** The hunk that stands for other model settings; null where both versions have the same. */
  settingsId: number | null;
  random: boolean;
  /** Asked once the ends are known to differ: by then other conversations may have told more. */
  rank(): readonly Ranked[];
  replay(side: Side, sample: number): Promise<Sampled>;
}

export interface Blame {
  ends: KnownEnds;
  /** Null where the ends do not differ, or where it could not be told. */
  found: Found | null;
  /** By hunk, the part of it that makes the difference by itself. */
  parts: ReadonlyMap<number, string>;
  /** Chance, at least, that the answer is right; 1 where the model is not random. */
  certainty: number;
}

/** Finds which hunks of an edit changed what becomes of one conversation. Rejects as `replay` does. */
export async function blameOne(terms: BlameTerms): Promise<Blame> {
  const { edit, baseline, candidate, random } = terms;
  const sampleEnd: SampleEnd = (end, sample) => terms.replay(end === "baseline" ? baseline : candidate, sample);
  const ends = await sampleEnds(sampleEnd, random);
  const parts = new Map<number, string>();
  if (ends.outcome !== "broke" && ends.outcome !== "fixed")
    return { ends, found: null, parts, certainty: 1 - ends.error };
  const between = createBetween(ends, { hunks: edit.hunks.length, random, sampleEnd });
  const askIn =
    (of: Edit, fixed: readonly number[] = []) =>
    (on: ReadonlySet<number>): Promise<boolean | null> => {
      const all = new Set([...fixed, ...on]);
      const isCandidate = terms.settingsId !== null && all.has(terms.settingsId);
      const settings = isCandidate ? candidate.settings : baseline.settings;
      return between.decide((sample) => terms.replay({ text: applyHunks(of, all), settings }, sample));
    };
  const found = await findCauses(terms.rank(), askIn(edit));
  const certainty = Math.max(0, 1 - between.error());
  for (const [id, others] of found?.sets.length === 1 ? hunksOf(found.sets[0] ?? []) : []) {
    const finer = splitHunk(edit, id);
    if (!finer) continue;
    const least = await findOneCause(
      finer.parts.map((part) => ({ id: part.id, weight: 1 })),
      askIn(finer.edit, others),
    );
    if (least === null || least.length === finer.parts.length) continue;
    const told = finer.parts.filter((part) => least.includes(part.id)).map((part) => part.added || part.removed);
    parts.set(id, told.map((text) => text.trim()).join(" … "));
  }
  return { ends, found, parts, certainty };
}

/** A set's hunks that are worth a closer look, each with the others of its set. */
function hunksOf(set: readonly number[]): [number, number[]][] {
  return set.map((id) => [id, set.filter((other) => other !== id)]);
}
