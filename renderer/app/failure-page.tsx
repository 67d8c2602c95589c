import { onMac } from "../ui/index.ts";
import styles from "./failure-page.module.css";

/** Instead of the workbench where the project cannot be opened: what happened and what to do. */
export function FailurePage({ message }: { message: string | null }) {
  return (
    <main className={styles.page} role="alert">
      <h1 className={styles.title}>The project is not open</h1>
      <p className={styles.text}>{message ?? "The engine does not start, and did not say why."}</p>
      <p className={styles.text}>
        The project's file was left as it is.{" "}
        {window.counterproof === undefined
          ? "Start the server again with another file, then reload this page."
          : `Open another project from the File menu (${onMac ? "⌘" : "Ctrl+"}O), or close the window and try again.`}
      </p>
    </main>
  );
}
