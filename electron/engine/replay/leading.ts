import type { TouchedRule } from "../../../shared/domain/ledger.ts";
import type { Run } from "../../../shared/domain/run.ts";
import { touchedRules } from "../insight/ledger/touched.ts";
import type { Store } from "../store/store.ts";
import type { prepareReplay } from "./prepare.ts";

/** What a run is of, as far as its order depends on it. */
type TouchedRun = Pick<Run, "promptId" | "setId" | "versionNumber">;

/** Linked rules that what a run replays changed: their conversations come first. */
export async function touchedBy(
  store: Store,
  { promptId, setId, versionNumber }: TouchedRun,
  text: string,
): Promise<TouchedRule[]> {
  return setId === null ? [] : touchedRules(store, { promptId, setId, number: versionNumber, text });
}

export function replayed({ request, resolved }: ReturnType<typeof prepareReplay>): TouchedRun {
  const versionNumber = resolved.kind === "version" ? resolved.version.number : null;
  return { promptId: request.promptId, setId: request.setId, versionNumber };
}
