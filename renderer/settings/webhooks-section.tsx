import { useMutation, useQuery } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useCanWrite } from "../app/use-can-write.ts";
import { orpc, problemOf, queryClient } from "../engine-client/index.ts";
import { Button, ErrorState, IconButton, Skeleton, TextField, toastProblem } from "../ui/index.ts";
import styles from "./settings.module.css";

/** Which hosts the checks of this project may send replies to. */
export function WebhooksSection() {
  const hosts = useQuery(orpc.webhooks.hosts.queryOptions());
  const canWrite = useCanWrite();
  const known = hosts.data ?? [];
  const remove = useMutation(
    orpc.webhooks.saveHosts.mutationOptions({
      onSuccess: takeHosts,
      onError: (error) => toastProblem("The host could not be removed", error),
    }),
  );
  return (
    <section aria-labelledby="webhooks-heading" className={styles.section}>
      <div className={styles.heading}>
        <h2 id="webhooks-heading">Webhooks</h2>
      </div>
      <p className={styles.intro}>
        A “webhook” check sends a reply and its chat to a program of yours and takes its verdict. Checks can come in
        with imported files, so replies go to this computer and to the hosts named here, and nowhere else.
      </p>
      {hosts.isPending && <Skeleton label="Reading the hosts" rows={1} />}
      {hosts.isError && (
        <ErrorState
          title="The hosts could not be read"
          message={problemOf(hosts.error).message}
          onRetry={() => void hosts.refetch()}
        />
      )}
      {known.length > 0 && (
        <ul className={styles.rows} aria-label="Allowed hosts">
          {known.map((host) => (
            <li key={host} className={styles.row}>
              <span className={styles.alone} title={host}>
                {host}
              </span>
              <IconButton
                label={`Remove ${host}`}
                icon={<Trash2 aria-hidden="true" />}
                onClick={() => remove.mutate({ hosts: known.filter((one) => one !== host) })}
                disabled={!canWrite || remove.isPending}
              />
            </li>
          ))}
        </ul>
      )}
      {hosts.data !== undefined && <AllowHost known={hosts.data} canWrite={canWrite} />}
    </section>
  );
}

function AllowHost({ known, canWrite }: { known: readonly string[]; canWrite: boolean }) {
  const [host, setHost] = useState("");
  const save = useMutation(
    orpc.webhooks.saveHosts.mutationOptions({
      onSuccess: (saved) => {
        takeHosts(saved);
        setHost("");
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ hosts: [...known, host] });
  };
  const change = (value: string) => {
    setHost(value);
    save.reset();
  };
  return (
    <form className={styles.keyForm} onSubmit={submit}>
      <TextField
        label="Host to allow"
        hideLabel
        value={host}
        onValue={change}
        placeholder="hooks.example.com"
        error={save.isError ? problemOf(save.error).message : null}
        disabled={!canWrite}
      />
      <Button type="submit" disabled={!canWrite || host.trim() === "" || save.isPending}>
        Allow host
      </Button>
    </form>
  );
}

function takeHosts(saved: string[]): void {
  queryClient.setQueryData(orpc.webhooks.hosts.queryKey(), saved);
}
