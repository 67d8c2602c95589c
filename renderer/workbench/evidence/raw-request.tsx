import { useQuery } from "@tanstack/react-query";
import { orpc, problemOf } from "../../engine-client/index.ts";
import { ErrorState, Skeleton } from "../../ui/index.ts";
import styles from "./evidence.module.css";

interface RawRequestProps {
  runId: string;
  conversationId: string;
  turn: number;
  sample: number;
}

/** What was sent for one reply and what the provider counted, read only when somebody looks. */
export function RawRequest(place: RawRequestProps) {
  const query = useQuery(orpc.compare.request.queryOptions({ input: place }));
  if (query.error) {
    const { message } = problemOf(query.error);
    return <ErrorState title="The request could not be read" message={message} onRetry={() => void query.refetch()} />;
  }
  if (!query.data) return <Skeleton label="Reading the request" rows={4} />;
  const { request, library, usage } = query.data;
  return (
    <div className={styles.raw}>
      <p className={styles.rawNote}>Sent by {library}. Line breaks added for reading.</p>
      <pre tabIndex={0} aria-label="Request body">
        {indented(request)}
      </pre>
      <p className={styles.rawNote}>Usage, as the provider gave it</p>
      <pre tabIndex={0} aria-label="Usage">
        {indented(usage)}
      </pre>
    </div>
  );
}

function indented(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    // Not JSON: shown as it is rather than not at all.
    return json;
  }
}
