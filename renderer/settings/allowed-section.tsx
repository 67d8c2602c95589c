import { useMutation, useQuery } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import type { Consent } from "../../shared/domain/consent.ts";
import { formatConsent } from "../../shared/format/notices.ts";
import { orpc, problemOf, queryClient } from "../engine-client/index.ts";
import { Button, EmptyState, ErrorState, IconButton, Skeleton, TextField, toastProblem } from "../ui/index.ts";
import styles from "./settings.module.css";

/** What this person has allowed on this machine: which addresses may be asked with which key, which files be read. */
export function AllowedSection() {
  // The command line and other windows share the list, and nothing tells of their changes.
  const consents = useQuery({ ...orpc.trust.list.queryOptions(), refetchOnMount: "always" });
  return (
    <section aria-labelledby="allowed-heading" className={styles.section}>
      <div className={styles.heading}>
        <h2 id="allowed-heading">Allowed addresses</h2>
      </div>
      <p className={styles.intro}>
        A project may name servers, webhooks and files, and projects come from other people. So keys and replies go only
        to a provider’s own address and to those that you allowed. This list is kept on this computer, not in the
        project.
      </p>
      {consents.isPending && <Skeleton label="Reading what is allowed" rows={2} />}
      {consents.isError && (
        <ErrorState
          title="The list could not be read"
          message={problemOf(consents.error).message}
          onRetry={() => void consents.refetch()}
        />
      )}
      {consents.data?.length === 0 && (
        <EmptyState text="Nothing is allowed yet. You are asked when a replay needs an address, before anything is sent." />
      )}
      {consents.data !== undefined && consents.data.length > 0 && (
        <ul className={styles.rows} aria-label="Allowed addresses">
          {consents.data.map((consent) => (
            <ConsentRow key={`${consent.kind} ${consent.address} ${consent.key}`} consent={consent} />
          ))}
        </ul>
      )}
      <AllowWebhook />
    </section>
  );
}

function ConsentRow({ consent }: { consent: Consent }) {
  const takeBack = useMutation(
    orpc.trust.takeBack.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries({ queryKey: orpc.trust.key() }),
      onError: (error) => toastProblem("It could not be taken back", error),
    }),
  );
  const { kind, address, key, at } = consent;
  const what = formatConsent(consent);
  return (
    <li className={styles.row}>
      <div className={styles.words}>
        <div className={styles.line}>
          <span className={styles.name} title={address}>
            {address}
          </span>
        </div>
        <div className={styles.detail}>
          {`${what.charAt(0).toUpperCase()}${what.slice(1)} · allowed ${new Date(at).toLocaleDateString("en-CA")}`}
        </div>
      </div>
      <IconButton
        label={`Stop allowing ${address}${key === null ? "" : ` with ${key}`}`}
        icon={<Trash2 aria-hidden="true" />}
        onClick={() => takeBack.mutate({ kind, address, key })}
        disabled={takeBack.isPending}
      />
    </li>
  );
}

/** For those who write the webhook and its check themselves, before they are asked. */
function AllowWebhook() {
  const [written, setWritten] = useState("");
  const allow = useMutation(
    orpc.trust.allow.mutationOptions({
      onSuccess: (list) => {
        queryClient.setQueryData(orpc.trust.list.queryKey(), list);
        setWritten("");
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const text = written.trim();
    const address = /^https?:\/\//i.test(text) ? text : `https://${text}`;
    allow.mutate({ consents: [{ kind: "webhook", address, key: null }] });
  };
  return (
    <form className={styles.keyForm} onSubmit={submit}>
      <TextField
        label="Webhook to allow"
        hideLabel
        value={written}
        onValue={(value) => {
          setWritten(value);
          allow.reset();
        }}
        placeholder="Webhook to allow, such as https://hooks.example.com"
        error={allow.isError ? problemOf(allow.error).message : null}
      />
      <Button type="submit" disabled={written.trim() === "" || allow.isPending}>
        Allow webhook
      </Button>
    </form>
  );
}
