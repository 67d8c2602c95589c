import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { assertNever } from "../../shared/errors.ts";
import type { KeyStatus } from "../../shared/domain/model.ts";
import { keyedProviders } from "../../shared/domain/provider.ts";
import { orpc, problemOf } from "../engine-client/index.ts";
import {
  Badge,
  type BadgeTone,
  Button,
  confirm,
  ErrorState,
  Skeleton,
  TextField,
  toast,
  toastProblem,
} from "../ui/index.ts";
import styles from "./settings.module.css";

/** Where each provider's key is; keys go in, never out. */
export function KeysSection() {
  const keys = useQuery(orpc.keys.status.queryOptions());
  return (
    <section aria-labelledby="keys-heading" className={styles.section}>
      <div className={styles.heading}>
        <h2 id="keys-heading">Keys</h2>
      </div>
      <p className={styles.intro}>
        A key can be set and replaced, but never read back: not here, not in the project's file, not in an export. Where
        there is a keychain, it keeps them; otherwise they last until the engine ends.
      </p>
      {keys.isPending && <Skeleton label="Reading where keys are" rows={4} />}
      {keys.isError && (
        <ErrorState
          title="The state of the keys could not be read"
          message={problemOf(keys.error).message}
          onRetry={() => void keys.refetch()}
        />
      )}
      {keys.data !== undefined && (
        <ul className={styles.rows}>
          {keys.data.map((status) => (
            <KeyRow key={status.provider} status={status} />
          ))}
        </ul>
      )}
    </section>
  );
}

function KeyRow({ status }: { status: KeyStatus }) {
  const [isSetting, setIsSetting] = useState(false);
  const { provider, source } = status;
  const { name } = keyedProviders[provider];
  const clear = useMutation(
    orpc.keys.clear.mutationOptions({
      onSuccess: () => toast({ title: `The ${name} key was removed` }),
      onError: (error) => toastProblem("The key could not be removed", error),
    }),
  );
  const askToClear = async () => {
    const yes = await confirm({
      title: `Remove the ${name} key?`,
      text: "Replays with this provider need a key again. The key cannot be brought back from here.",
      action: "Remove key",
      danger: true,
    });
    if (yes) clear.mutate({ provider });
  };
  const isSet = source === "keychain" || source === "session";
  const { word, tone, detail } = keyStatusStyle(status);
  return (
    <li className={styles.row}>
      <div className={styles.words}>
        <div className={styles.line}>
          <span className={styles.name}>{name}</span>
          <Badge tone={tone}>{word}</Badge>
        </div>
        <div className={styles.detail}>{detail}</div>
        {isSetting && <KeyForm status={status} onClose={() => setIsSetting(false)} />}
      </div>
      {!isSetting && (
        <Button onClick={() => setIsSetting(true)} aria-label={`${isSet ? "Replace" : "Set"} the ${name} key`}>
          {isSet ? "Replace" : "Set key"}
        </Button>
      )}
      {!isSetting && isSet && (
        <Button look="danger" onClick={() => void askToClear()} aria-label={`Remove the ${name} key`}>
          Remove
        </Button>
      )}
    </li>
  );
}

function KeyForm({ status: { provider }, onClose }: { status: KeyStatus; onClose: () => void }) {
  const [key, setKey] = useState("");
  const { name } = keyedProviders[provider];
  const set = useMutation(
    orpc.keys.set.mutationOptions({
      onSuccess: (status) => {
        toast({ title: `The ${name} key is set`, text: keyStatusStyle(status).detail });
        onClose();
      },
      // The key leaves the cache of the window with the field.
      gcTime: 0,
    }),
  );
  const give = (event: FormEvent) => {
    event.preventDefault();
    if (key.trim() === "") return;
    set.mutate({ provider, key: key.trim() });
    setKey("");
  };
  return (
    <form className={styles.keyForm} onSubmit={give}>
      <TextField
        label={`${name} key`}
        hideLabel
        type="password"
        autoFocus
        autoComplete="off"
        value={key}
        placeholder="Paste the key"
        error={set.isError ? problemOf(set.error).message : null}
        onValue={setKey}
        onKeyDown={(event) => event.key === "Escape" && onClose()}
      />
      <Button look="primary" type="submit" disabled={key.trim() === "" || set.isPending}>
        Set key
      </Button>
      <Button onClick={onClose}>Cancel</Button>
    </form>
  );
}

function keyStatusStyle({ provider, source, variable }: KeyStatus): { word: string; tone: BadgeTone; detail: string } {
  switch (source) {
    case "environment":
      return {
        word: "environment variable",
        tone: "fixed",
        detail: `Read from ${variable}. A key set here is used instead until the engine ends.`,
      };
    case "keychain":
      return { word: "keychain", tone: "fixed", detail: "Kept by the operating system's keychain." };
    case "session":
      return { word: "this session only", tone: "warn", detail: "Held in memory; gone when the engine ends." };
    case "none":
      return !keyedProviders[provider].keyIsRequired
        ? {
            word: "none",
            tone: "neutral",
            detail: `Most servers on your own machine need none. Looked for in ${variable}.`,
          }
        : { word: "none", tone: "neutral", detail: `Set one here, or start with ${variable} in the environment.` };
    default:
      return assertNever(source);
  }
}
