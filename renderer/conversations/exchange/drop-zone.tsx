import { type DragEvent, type ReactNode, useState } from "react";
import { classes } from "../../ui/index.ts";
import styles from "./exchange.module.css";

/** Files dropped anywhere on the screen are for import. */
export function DropZone({ onFiles, children }: { onFiles: (files: File[]) => void; children: ReactNode }) {
  const [depth, setDepth] = useState(0);
  const hasFiles = (event: DragEvent) => event.dataTransfer.types.includes("Files");
  return (
    <div
      className={styles.zone}
      onDragEnter={(event) => hasFiles(event) && setDepth((now) => now + 1)}
      onDragLeave={(event) => hasFiles(event) && setDepth((now) => Math.max(0, now - 1))}
      onDragOver={(event) => hasFiles(event) && event.preventDefault()}
      onDrop={(event) => {
        setDepth(0);
        if (!hasFiles(event)) return;
        event.preventDefault();
        const files = [...event.dataTransfer.files];
        if (files.length > 0) onFiles(files);
      }}
    >
      {children}
      <div className={classes(styles.drop, depth > 0 && styles.dropShown)} aria-hidden="true">
        Drop to import
      </div>
    </div>
  );
}
