import { type ReplyFact, factIdentity, factKindName, isFigureFact, countsAsFlag } from "../../../shared/domain/fact.ts";
import { client } from "../../engine-client/index.ts";
import { toast, toastProblem, Button, classes } from "../../ui/index.ts";
import { useCanWrite } from "../../shell/selection.ts";
import { truncateText } from "../../rendering/render-budget.ts";
import styles from "./fact-chips.module.css";
import type { TurnComparison } from "../../../shared/domain/comparison.ts";
import { useCommand } from "../../shell/index.ts";

/** Puts a fact on the project's list, with an undo. */
async function allowFact({ kind, key, text }: ReplyFact): Promise<void> {
  try {
    await client.facts.allow({ kind, key, text });
    toast({
      title: `${text} is allowed in this project`,
      text: "No reply is flagged for it from now on. The list is in the settings.",
      action: { label: "Undo", run: () => void disallowFact({ kind, key }) },
    });
  } catch (error) {
    toastProblem("The fact could not be allowed", error);
  }
}

async function disallowFact(fact: Pick<ReplyFact, "kind" | "key">): Promise<void> {
  try {
    await client.facts.disallow(fact);
  } catch (error) {
    toastProblem("The fact could not be taken off the list", error);
  }
}

const factSigns: Record<ReplyFact["kind"], string> = {
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
  const fresh = uniqueFacts(facts.filter(({ standing }) => standing === "new"));
  const firm = fresh.filter((fact) => !isFigureFact(fact));
  const figures = fresh.filter(isFigureFact);
  if (fresh.length === 0) return null;
  return (
    <div className={styles.facts} role="group" aria-label="New facts">
      {firm.length > 0 && (
        <ul className={styles.list}>
          {firm.slice(0, MAX_CHIPS).map((fact) => (
            <li key={factIdentity(fact)} className={styles.chip}>
              <span aria-hidden="true">{factSigns[fact.kind]}</span>
              <span className="visually-hidden">{factKindName(fact.kind)} </span>
              <strong className={styles.text}>{truncateText(fact.text)}</strong>
              <span className={styles.why}>{newFactReason(fact)}</span>
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
          Figures not in the sources: {truncateText(figures.map(({ text }) => text).join(", "), 2_000)}
        </p>
      )}
    </div>
  );
}

function newFactReason({ owner }: ReplyFact): string {
  return owner === null ? "not in the prompt or the conversation" : `given for another: it stands there for ${owner}`;
}

/** A number that stands twice in a reply is one fact. */
function uniqueFacts(facts: readonly ReplyFact[]): ReplyFact[] {
  return [...new Map(facts.map((fact) => [factIdentity(fact), fact])).values()];
}

/** By keyboard: allows the first new fact that is shown; again for the next one. */
export function useFactCommand(turns: readonly TurnComparison[]): void {
  const canWrite = useCanWrite();
  const first = turns
    .flatMap(({ facts }) => facts ?? [])
    .find((fact) => fact.standing === "new" && countsAsFlag(fact, { countFigures: false }));
  useCommand({
    id: "allow-fact",
    title: first ? `Allow the new fact ${first.text}` : "Allow the new fact",
    group: "Evidence",
    run: () => {
      if (first) void allowFact(first);
    },
    enabled: canWrite && first !== undefined,
  });
}
