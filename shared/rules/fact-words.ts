import type { FactKind, FactSettings, UnsupportedFact } from "../domain/fact.ts";

const names: Record<FactKind, string> = {
  phone: "phone number",
  email: "e-mail address",
  url: "address",
  organisation: "organisation",
  citation: "citation",
  date: "date",
  version: "version",
  money: "amount",
  percent: "percentage",
};

export const factKindName = (kind: FactKind): string => names[kind];

/** Amounts and percentages may be right by arithmetic that nobody can follow: they are shown apart. */
export function isFigure({ kind }: { kind: FactKind }): boolean {
  return kind === "money" || kind === "percent";
}

export function counts(fact: { kind: FactKind }, { countFigures }: Pick<FactSettings, "countFigures">): boolean {
  return countFigures || !isFigure(fact);
}

/** "new phone number 555-0142, not in the prompt or the conversation". */
export function factReason(fact: Pick<UnsupportedFact, "kind" | "text" | "owner">): string {
  return fact.owner === null
    ? `new ${names[fact.kind]} ${fact.text}, not in the prompt or the conversation`
    : `${names[fact.kind]} ${fact.text} is given for another: it stands there for ${fact.owner}`;
}

/** What makes two facts of a reply one: a number given for its owner is another fact than one given for us. */
export function factIdentity({ kind, key, owner }: Pick<UnsupportedFact, "kind" | "key" | "owner">): string {
  return `${kind}\n${key}\n${owner === null ? "" : "other"}`;
}
