import { useQuery } from "@tanstack/react-query";
import { orpc, problemOf } from "../engine-client/index.ts";
import { ErrorState } from "../ui/index.ts";
import { agreementInWords, partingInWords } from "./agreement-words.ts";
import styles from "./settings.module.css";

/** How far each judge agrees with people, so that it can be trusted or not. */
export function JudgeAgreement() {
  // People's verdicts announce themselves as changes of runs: read anew whenever the screen opens.
  const agreement = useQuery({ ...orpc.judges.agreement.queryOptions(), refetchOnMount: "always" });
  if (agreement.isError) {
    return (
      <ErrorState
        title="The agreement with people could not be read"
        message={problemOf(agreement.error).message}
        onRetry={() => void agreement.refetch()}
      />
    );
  }
  if (agreement.data === undefined) return null;
  if (agreement.data.length === 0) {
    return (
      <p className={styles.detail}>
        No reply has been judged by a judge and a person yet: call replies good or bad, and their agreement stands here.
      </p>
    );
  }
  return (
    <ul className={styles.rows} aria-label="Agreement with people">
      {agreement.data.map((one) => (
        <li key={one.model} className={styles.row}>
          <div className={styles.words}>
            <div className={styles.name} title={one.model}>
              {one.model}
            </div>
            <div className={styles.detail}>{agreementInWords(one)}</div>
            {partingInWords(one) !== "" && <div className={styles.detail}>{partingInWords(one)}</div>}
          </div>
        </li>
      ))}
    </ul>
  );
}
