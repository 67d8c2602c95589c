import { useMemo, useState, type ReactNode } from "react";
import { Button } from "../ui/index.ts";
import { useRenderBudget } from "./budget.ts";
import { pageOf, pageStarts, type PieceOfText } from "./pages.ts";
import styles from "./rendering.module.css";

interface PagedProps<P extends PieceOfText> {
  pieces: readonly P[];
  draw(piece: P, key: number): ReactNode;
}

/** Text in pieces, however long: one page of it is on screen, and a line below says which and leads to the others. */
export function Paged<P extends PieceOfText>({ pieces, draw }: PagedProps<P>) {
  const budget = useRenderBudget();
  const starts = useMemo(
    () => pageStarts(pieces, { characters: budget.page, pieces: budget.pieces, lines: budget.lines }),
    [pieces, budget.page, budget.pieces, budget.lines],
  );
  const [wanted, setWanted] = useState(0);
  const page = Math.min(wanted, starts.length - 1);
  const shown = pageOf(pieces, starts, page);
  if (starts.length === 1) return shown.map(draw);
  const total = pieces.reduce((sum, { text }) => sum + text.length, 0);
  const from = starts[page]?.at ?? 0;
  const to = starts[page + 1]?.at ?? total;
  return (
    <>
      {shown.map(draw)}
      <span className={styles.pages} role="group" aria-label="Pages of a long text">
        Characters {(from + 1).toLocaleString("en")} to {to.toLocaleString("en")} of {total.toLocaleString("en")}
        <Button look="quiet" disabled={page === 0} onClick={() => setWanted(page - 1)}>
          Previous page
        </Button>
        <Button look="quiet" disabled={page === starts.length - 1} onClick={() => setWanted(page + 1)}>
          Next page
        </Button>
      </span>
    </>
  );
}

/** A plain text of any length. */
export function PagedText({ text }: { text: string }) {
  const pieces = useMemo(() => [{ text }], [text]);
  return <Paged pieces={pieces} draw={drawText} />;
}

function drawText({ text }: PieceOfText): string {
  return text;
}
