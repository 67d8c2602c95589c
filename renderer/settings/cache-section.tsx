import { useMutation, useQuery } from "@tanstack/react-query";
import { plural } from "../../shared/rules/plural.ts";
import { useCommand } from "../app/commands.ts";
import { useCanWrite } from "../app/use-can-write.ts";
import { orpc, problemOf, queryClient } from "../engine-client/index.ts";
import { Button, confirm, ErrorState, Skeleton, toastProblem } from "../ui/index.ts";
import { bytesInWords } from "./settings-words.ts";
import styles from "./settings.module.css";

/** What replays need not ask again, and how to make them. */
export function CacheSection() {
  const info = useQuery(orpc.cache.info.queryOptions());
  const canWrite = useCanWrite();
  const clear = useMutation(
    orpc.cache.clear.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries({ queryKey: orpc.cache.key() }),
      onError: (error) => toastProblem("The cache could not be cleared", error),
    }),
  );
  const replies = info.data?.replies ?? 0;
  const can = canWrite && replies > 0 && !clear.isPending;
  const askToClear = async () => {
    const yes = await confirm({
      title: "Clear the cache?",
      text: "The next replay of each version calls its model again, which may cost money. Runs keep every reply they recorded.",
      action: "Clear cache",
      danger: true,
    });
    if (yes) clear.mutate({});
  };
  const ask = () => void askToClear();
  useCommand({ id: "cache-clear", title: "Clear the cache…", group: "Settings", run: ask, enabled: can });
  return (
    <section aria-labelledby="cache-heading" className={styles.section}>
      <div className={styles.heading}>
        <h2 id="cache-heading">Cache</h2>
        <Button onClick={ask} disabled={!can}>
          Clear cache
        </Button>
      </div>
      <p className={styles.intro}>
        A request that was answered once is not sent again: the same model, settings, messages and sample. Its replies
        are those of your runs, so clearing frees no space and deletes nothing.
      </p>
      {info.isPending && <Skeleton label="Reading the cache" rows={1} />}
      {info.isError && (
        <ErrorState
          title="The cache could not be read"
          message={problemOf(info.error).message}
          onRetry={() => void info.refetch()}
        />
      )}
      {info.data !== undefined && (
        <p className={styles.size}>
          {replies === 0
            ? "Empty. Every reply of the next replay is asked for."
            : `${plural(replies, "reply", "replies")}, ${bytesInWords(info.data.bytes)} of text`}
        </p>
      )}
    </section>
  );
}
