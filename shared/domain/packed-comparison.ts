import { z } from "zod";
import { comparisonSchema, type Comparison, type ComparisonRow } from "./comparison.ts";

/**
 * A comparison as it travels. Its rows are JSON text without names: tens of thousands take longer to go through, and to
 * carry, than all else.
 */
export const packedComparisonSchema = comparisonSchema.extend({ rows: z.string() });
export type PackedComparison = z.infer<typeof packedComparisonSchema>;

/** The tallies are `[passed, samples]`; what few rows have comes last, and is left out elsewhere. */
type Tuple = [
  id: string,
  title: string,
  tags: string[],
  outcome: ComparisonRow["outcome"],
  detail: string | null,
  changed: 0 | 1,
  firstDivergentTurn: number | null,
  review: 0 | 1,
  flags: number,
  baseline: [number, number],
  candidate: [number, number],
  turns: number,
  checks: number,
  rare?: Pick<ComparisonRow, "more" | "cause" | "confirmed" | "cut">,
];

const tuplesSchema = z.custom<Tuple[]>(Array.isArray, "rows have to be a list");

export function packComparison({ rows, ...rest }: Comparison): PackedComparison {
  return { ...rest, rows: JSON.stringify(rows.map(toTuple)) };
}

/** The engine's own rows: only that there is a list is looked at. */
export function unpackComparison({ rows, ...rest }: PackedComparison): Comparison {
  return { ...rest, rows: tuplesSchema.parse(JSON.parse(rows)).map(toRow) };
}

function toTuple(row: ComparisonRow): Tuple {
  const { baseline, candidate, more, cause, confirmed, cut } = row;
  const tuple: Tuple = [
    row.id,
    row.title,
    row.tags,
    row.outcome,
    row.detail,
    row.changed ? 1 : 0,
    row.firstDivergentTurn,
    row.review ? 1 : 0,
    row.flags,
    [baseline.passed, baseline.samples],
    [candidate.passed, candidate.samples],
    row.turns,
    row.checks,
  ];
  const rare = { more, cause, confirmed, cut };
  if (Object.values(rare).some((value) => value !== undefined)) tuple.push(rare);
  return tuple;
}

function toRow(tuple: Tuple): ComparisonRow {
  const [id, title, tags, outcome, detail, changed, firstDivergentTurn, review, flags, before, after] = tuple;
  const row: ComparisonRow = {
    id,
    title,
    tags,
    outcome,
    detail,
    changed: changed === 1,
    firstDivergentTurn,
    review: review === 1,
    flags,
    baseline: { passed: before[0], samples: before[1] },
    candidate: { passed: after[0], samples: after[1] },
    turns: tuple[11],
    checks: tuple[12],
  };
  return tuple[13] === undefined ? row : { ...row, ...tuple[13] };
}
