import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useCanWrite } from "../app/use-can-write.ts";
import { orpc, problemOf, queryClient } from "../engine-client/index.ts";
import { Button, ErrorState, Skeleton, TextField } from "../ui/index.ts";
import styles from "./settings.module.css";

/** How long replays wait when a provider says: later. */
export function PatienceSection() {
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
