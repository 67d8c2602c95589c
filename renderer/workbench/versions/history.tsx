import { Popover } from "@base-ui/react/popover";
import { HistoryIcon } from "lucide-react";
import { useState } from "react";
import { plural } from "../../../shared/rules/plural.ts";
import { useCommand } from "../../app/index.ts";
import { Button, EmptyState, useLayer } from "../../ui/index.ts";
import type { OpenDraft } from "../prompt/use-draft.ts";
import type { Side } from "../run-choice.ts";
import type { Loop } from "../use-loop.ts";
import { firstFolding, type Folding } from "./graph/folding.ts";
import { HistoryContents } from "./history-contents.tsx";
import styles from "./versions.module.css";

interface HistoryProps {
  loop: Loop;
  draft: OpenDraft | null;
  rates: ReadonlyMap<Side, number>;
}

/** Every version of every branch, with who made it, when and why; labels, restoring and comparing. */
export function History({ loop, draft, rates }: HistoryProps) {
  const { versions, branches } = loop;
  const [open, setOpen] = useState(false);
  const layer = useLayer(open);
  const [folding, setFolding] = useState<Folding | null>(null);
  useCommand({ id: "history", title: "Show the history", keys: "h", group: "Versions", run: () => setOpen(true) });
  const counted = [plural(versions.length, "version"), ...(branches.length > 1 ? [`${branches.length} branches`] : [])];
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
          <Popover.Popup ref={layer} className={styles.popup}>
            <Popover.Title className={styles.popupTitle}>History · {counted.join(" · ")}</Popover.Title>
            {versions.length === 0 ? (
              <EmptyState text="No version yet. Commit the draft to make the first one." />
            ) : (
              <HistoryContents
                loop={loop}
                draft={draft}
                rates={rates}
                folding={folding ?? firstFolding(versions.length)}
                onFolding={setFolding}
                onDone={() => setOpen(false)}
              />
            )}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
