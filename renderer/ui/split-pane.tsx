import { Fragment, type ReactNode } from "react";
import { Group, Panel, Separator, useDefaultLayout } from "react-resizable-panels";
import { classes } from "./classes.ts";
import styles from "./split-pane.module.css";

export interface Pane {
  id: string;
  /** What the pane is, for the name of the separator before it. */
  label: string;
  content: ReactNode;
  /** A number is pixels, a text such as "40%" a share. */
  defaultSize?: number | string;
  minSize?: number | string;
  maxSize?: number | string;
}

interface SplitPaneProps {
  /** Sizes are remembered under it. */
  id: string;
  orientation?: "horizontal" | "vertical";
  panes: readonly Pane[];
  className?: string;
}

/** Panes side by side or above each other; their sizes are remembered in this window's storage. */
export function SplitPane({ id, orientation = "horizontal", panes, className }: SplitPaneProps) {
  const { defaultLayout, onLayoutChanged } = useDefaultLayout({
    id: `counterproof-${id}`,
    panelIds: panes.map((pane) => pane.id),
    storage: window.localStorage,
    onlySaveAfterUserInteractions: true,
  });
  return (
    <Group
      orientation={orientation}
      className={classes(styles.group, className)}
      defaultLayout={defaultLayout}
      onLayoutChanged={onLayoutChanged}
    >
      {panes.map(({ id: paneId, label, content, ...sizes }, at) => (
        <Fragment key={paneId}>
          {at > 0 && <Separator className={styles.separator} aria-label={`Resize ${label}`} />}
          <Panel id={paneId} className={styles.panel} {...sizes}>
            {content}
          </Panel>
        </Fragment>
      ))}
    </Group>
  );
}
