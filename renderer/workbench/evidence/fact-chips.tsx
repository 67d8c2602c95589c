import type { ReplyFact } from "../../../shared/domain/fact.ts";
import { factIdentity, factKindName, isFigure } from "../../../shared/rules/fact-words.ts";
import { useCanWrite } from "../../app/use-can-write.ts";
import { shortened } from "../../rendering/budget.ts";
import { Button, classes } from "../../ui/index.ts";
import { allowFact } from "./allow-fact.ts";
import styles from "./facts.module.css";

const signs: Record<ReplyFact["kind"], string> = {
  phone: "☎",
  email: "@",
  url: "↗",
  organisation: "◇",
  citation: "§",
  date: "▦",
  version: "v",
  money: "¤",
  percent: "%",
};

/** A reply that is a list of numbers has thousands of new facts. */
const MAX_CHIPS = 40;

/** What a reply says that its prompt and its conversation do not; figures stand apart, more quietly. */
export function FactChips({ facts }: { facts: readonly ReplyFact[] }) {
  const canWrite = useCanWrite();
  const fresh = once(facts.filter(({ standing }) => standing === "new"));
  const firm = fresh.filter((fact) => !isFigure(fact));
  const figures = fresh.filter(isFigure);
  if (fresh.length === 0) return null;
  return (
    <div className={styles.facts} role="group" aria-label="New facts">
      {firm.length > 0 && (
        <ul className={styles.list}>
          {firm.slice(0, MAX_CHIPS).map((fact) => (
            <li key={factIdentity(fact)} className={styles.chip}>
              <span aria-hidden="true">{signs[fact.kind]}</span>
              <span className="visually-hidden">{factKindName(fact.kind)} </span>
              <strong className={styles.text}>{shortened(fact.text)}</strong>
              <span className={styles.why}>{whyOf(fact)}</span>
              <Button
                look="quiet"
                disabled={!canWrite}
                aria-label={`Allow ${fact.text}`}
                onClick={() => void allowFact(fact)}
              >
                Allow
              </Button>
            </li>
          ))}
          {firm.length > MAX_CHIPS && <li className={styles.why}>and {firm.length - MAX_CHIPS} more</li>}
        </ul>
      )}
      {figures.length > 0 && (
        <p className={classes(styles.why, styles.figures)}>
          Figures not in the sources: {shortened(figures.map(({ text }) => text).join(", "), 2_000)}
        </p>
      )}
    </div>
  );
}

function whyOf({ owner }: ReplyFact): string {
  return owner === null ? "not in the prompt or the conversation" : `given for another: it stands there for ${owner}`;
}

/** A number that stands twice in a reply is one fact. */
function once(facts: readonly ReplyFact[]): ReplyFact[] {
  return [...new Map(facts.map((fact) => [factIdentity(fact), fact])).values()];
}
