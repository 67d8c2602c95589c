import { problemOf } from "../engine-client/index.ts";
import styles from "./settings.module.css";

interface Tested {
  isPending: boolean;
  error: unknown;
  data: { ok: boolean; message: string } | undefined;
}

/** How the small call went. Keeps its line, so that nothing moves when the answer comes. */
export function TestResult({ test }: { test: Tested }) {
  const failure = test.error === null ? null : problemOf(test.error).message;
  return (
    <p role="status" className={failure !== null || test.data?.ok === false ? styles.bad : styles.good}>
      {test.isPending && <span className={styles.waiting}>Making one small call…</span>}
      {failure !== null && `✗ ${failure}`}
      {test.data !== undefined && `${test.data.ok ? "✓" : "✗"} ${test.data.message}`}
    </p>
  );
}
