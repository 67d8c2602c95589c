import { Popover } from "@base-ui/react/popover";
import { HistoryIcon } from "lucide-react";
import { useState } from "react";
import { useCommand } from "../../app/index.ts";
import { Button, EmptyState, VirtualList } from "../../ui/index.ts";
import type { OpenDraft } from "../prompt/use-draft.ts";
import type { Side } from "../run-choice.ts";
import type { Loop } from "../use-loop.ts";
import { plural } from "../words.ts";
import { HistoryRow } from "./history-row.tsx";
import { VersionDetail } from "./version-detail.tsx";
import styles from "./versions.module.css";

interface HistoryProps {
  loop: Loop;
  draft: OpenDraft | null;
  rates: ReadonlyMap<Side, number>;
}

/** Every version with who made it, when and why; labels, restoring and comparing. */
export function History({ loop, draft, rates }: HistoryProps) {
  const { versions, sides } = loop;
  const [open, setOpen] = useState(false);
  const [picked, setPicked] = useState<string | null>(null);
  useCommand({ id: "history", title: "Show the history", keys: "h", group: "Versions", run: () => setOpen(true) });
  const fallback = typeof sides.candidate === "number" ? sides.candidate : versions[0]?.number;
  const selected =
    versions.find((version) => String(version.number) === picked) ?? versions.find((one) => one.number === fallback);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        render={
          <Button look="quiet" icon={<HistoryIcon aria-hidden="true" />} keys="h">
            History
          </Button>
        }
      />
      <Popover.Portal>
        <Popover.Positioner side="top" align="end" sideOffset={6} className={styles.positioner}>
          <Popover.Popup className={styles.popup}>
            <Popover.Title className={styles.popupTitle}>History · {plural(versions.length, "version")}</Popover.Title>
            {selected === undefined ? (
              <EmptyState text="No version yet. Commit the draft to make the first one." />
            ) : (
              <div className={styles.history}>
                <VirtualList
                  label="Versions, newest first"
                  className={styles.historyList}
                  items={versions}
                  idOf={(version) => String(version.number)}
                  selectedId={String(selected.number)}
                  onSelect={setPicked}
                  rowHeight={44}
                  renderItem={(version) => (
                    <HistoryRow version={version} rate={rates.get(version.number) ?? null} sides={sides} />
                  )}
                />
                <VersionDetail
                  key={selected.number}
                  version={selected}
                  loop={loop}
                  draft={draft}
                  onDone={() => setOpen(false)}
                />
              </div>
            )}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
