import { useQuery } from "@tanstack/react-query";
import { orpc, problemOf } from "../../engine-client/index.ts";
import { PagedText } from "../../rendering/paged-text.tsx";
import { prettyJson } from "../../rendering/pretty-json.ts";
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
        <PagedText text={prettyJson(request)} />
      </pre>
      <p className={styles.rawNote}>Usage, as the provider gave it</p>
      <pre tabIndex={0} aria-label="Usage">
        <PagedText text={prettyJson(usage)} />
      </pre>
    </div>
  );
}
