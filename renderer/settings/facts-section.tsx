import { useMutation, useQuery } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { type FactSettings, factKindName } from "../../shared/domain/fact.ts";
import { useCanWrite } from "../shell/selection.ts";
import { orpc, problemOf, queryClient } from "../engine-client/index.ts";
import { Button, Checkbox, ErrorState, IconButton, Skeleton, TextArea, TextField, toastProblem } from "../ui/index.ts";
import styles from "./settings.module.css";

/** What the fact diff looks for, and what it leaves alone. */
export function FactsSection() {
  const settings = useQuery(orpc.facts.settings.queryOptions());
  return (
    <section aria-labelledby="facts-heading" className={styles.section}>
      <div className={styles.heading}>
        <h2 id="facts-heading">Facts</h2>
      </div>
      <p className={styles.intro}>
        Phone numbers, addresses, dates, citations, versions and names that a reply gives though they stand neither in
        the prompt nor in the conversation are flagged, without any check. Allowed ones are not.
      </p>
      {settings.isPending && <Skeleton label="Reading the settings of facts" rows={2} />}
      {settings.isError && (
        <ErrorState
          title="The settings of facts could not be read"
          message={problemOf(settings.error).message}
          onRetry={() => void settings.refetch()}
        />
      )}
      {settings.data && <FactsForm key={factSettingsKey(settings.data)} settings={settings.data} />}
      {settings.data && <AllowedFacts settings={settings.data} />}
    </section>
  );
}

function factSettingsKey({ country, organisations, countFigures }: FactSettings): string {
  return JSON.stringify([country, organisations, countFigures]);
}

function FactsForm({ settings }: { settings: FactSettings }) {
  const canWrite = useCanWrite();
  const [country, setCountry] = useState(settings.country);
  const [names, setNames] = useState(settings.organisations.join("\n"));
  const [countFigures, setCountFigures] = useState(settings.countFigures);
  const save = useMutation(orpc.facts.save.mutationOptions({ onSuccess: storeFactSettings }));
  const organisations = names
    .split("\n")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  const next = { ...settings, country: country.trim().toUpperCase(), organisations, countFigures };
  const changed = factSettingsKey(next) !== factSettingsKey(settings);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ country: next.country, organisations, countFigures });
  };
  return (
    <form className={styles.stack} onSubmit={submit}>
      <TextField
        label="Country of phone numbers without a country code"
        hint="Two letters, such as US, GB or DE."
        value={country}
        onValue={setCountry}
        maxLength={2}
        disabled={!canWrite}
      />
      <TextArea
        label="Names to look for, one a line"
        hint="Competitors, partners, products: a reply that brings one up by itself is flagged."
        value={names}
        onValue={setNames}
        rows={3}
        disabled={!canWrite}
      />
      <Checkbox
        label="Count amounts of money and percentages as flags"
        checked={countFigures}
        onValue={setCountFigures}
        disabled={!canWrite}
      />
      {save.isError && <p className={styles.bad}>{problemOf(save.error).message}</p>}
      <div>
        <Button type="submit" disabled={!canWrite || !changed || save.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}

function AllowedFacts({ settings: { allowed } }: { settings: FactSettings }) {
  const canWrite = useCanWrite();
  const remove = useMutation(
    orpc.facts.disallow.mutationOptions({
      onSuccess: storeFactSettings,
      onError: (error) => toastProblem("The fact could not be taken off the list", error),
    }),
  );
  if (allowed.length === 0) {
    return (
      <p className={styles.intro}>Nothing is allowed yet: flagged facts carry an Allow button beside the reply.</p>
    );
  }
  return (
    <ul className={styles.rows} aria-label="Allowed facts">
      {allowed.map(({ kind, key, text }) => (
        <li key={`${kind} ${key}`} className={styles.row}>
          <div className={styles.words}>
            <div className={styles.name} title={text}>
              {text}
            </div>
            <div className={styles.detail}>{factKindName(kind)}</div>
          </div>
          <IconButton
            label={`Take ${text} off the list`}
            icon={<Trash2 aria-hidden="true" />}
            onClick={() => remove.mutate({ kind, key })}
            disabled={!canWrite || remove.isPending}
          />
        </li>
      ))}
    </ul>
  );
}

function storeFactSettings(saved: FactSettings): void {
  queryClient.setQueryData(orpc.facts.settings.queryKey(), saved);
}
