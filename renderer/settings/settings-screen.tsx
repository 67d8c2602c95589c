import { useMutation, useQuery } from "@tanstack/react-query";
import { plural } from "../../shared/format/count.ts";
import { useCommand } from "../shell/commands.ts";
import { useCanWrite } from "../shell/selection.ts";
import { orpc, problemOf, queryClient } from "../engine-client/index.ts";
import { Button, confirm, ErrorState, Skeleton, toastProblem, TextField } from "../ui/index.ts";
import { formatBytes } from "../../shared/format/values.ts";
import styles from "./settings.module.css";
import { type FormEvent, useState } from "react";
import { AllowedSection } from "./allowed-section.tsx";
import { FactsSection } from "./facts-section.tsx";
import { JudgeSection } from "./judge-section.tsx";
import { KeysSection } from "./keys-section.tsx";
import { ModelsSection } from "./models-section.tsx";
import { PricesSection } from "./prices-section.tsx";
import { RubricsSection } from "./rubrics-section.tsx";

/** What replays need not ask again, and how to make them. */
function CacheSection() {
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
            : `${plural(replies, "reply", "replies")}, ${formatBytes(info.data.bytes)} of text`}
        </p>
      )}
    </section>
  );
}

/** How long replays wait when a provider says: later. */
function PatienceSection() {
  const patience = useQuery(orpc.patience.get.queryOptions());
  return (
    <section aria-labelledby="patience-heading" className={styles.section}>
      <div className={styles.heading}>
        <h2 id="patience-heading">Waiting</h2>
      </div>
      <p className={styles.intro}>
        When a provider&apos;s rate limit is reached, or a model is still being loaded, calls wait and try again. After
        this time without a reply they fail.
      </p>
      {patience.isPending && <Skeleton label="Reading how long calls wait" rows={1} />}
      {patience.isError && (
        <ErrorState
          title="How long calls wait could not be read"
          message={problemOf(patience.error).message}
          onRetry={() => void patience.refetch()}
        />
      )}
      {patience.data && <PatienceForm key={patience.data.seconds} seconds={patience.data.seconds} />}
    </section>
  );
}

function PatienceForm({ seconds }: { seconds: number }) {
  const canWrite = useCanWrite();
  const [text, setText] = useState(String(seconds));
  const save = useMutation(
    orpc.patience.save.mutationOptions({
      onSuccess: (saved) => queryClient.setQueryData(orpc.patience.get.queryKey(), saved),
    }),
  );
  const next = text.trim() === "" ? Number.NaN : Number(text);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ seconds: next });
  };
  return (
    <form className={styles.keyForm} onSubmit={submit}>
      <TextField
        label="Seconds to wait for a rate limit or a model that is being loaded"
        value={text}
        onValue={(value) => {
          setText(value);
          save.reset();
        }}
        inputMode="numeric"
        error={save.isError ? problemOf(save.error).message : null}
        disabled={!canWrite}
      />
      <Button type="submit" disabled={!canWrite || Number.isNaN(next) || next === seconds || save.isPending}>
        Save
      </Button>
    </form>
  );
}

export function SettingsScreen() {
  return (
    <div className={styles.screen}>
      <div className={styles.column}>
        <h1 className={styles.title}>Settings</h1>
        <ModelsSection />
        <KeysSection />
        <PatienceSection />
        <PricesSection />
        <JudgeSection />
        <RubricsSection />
        <AllowedSection />
        <FactsSection />
        <CacheSection />
      </div>
    </div>
  );
}
