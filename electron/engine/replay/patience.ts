import type { Store } from "../store/store.ts";
import { defaultRetryPolicy, type RetryPolicy } from "./retry.ts";

const NAME = "patience";

/** How long calls wait for a rate limit or a model that is being loaded, in seconds, as set for this project. */
export function patienceSeconds(store: Store): number {
  const kept = Number(store.settings.get(NAME) ?? Number.NaN);
  return Number.isFinite(kept) && kept >= 0 ? kept : defaultRetryPolicy.patienceMs / 1_000;
}

/** Holds from the next wait on, in runs that are under way as well. */
export function savePatience(store: Store, seconds: number): number {
  store.write(() => store.settings.set(NAME, String(seconds)));
  return seconds;
}

/** The usual retries, with the project's patience as it is when it is needed. */
export function projectRetryPolicy(store: Store): RetryPolicy {
  return {
    ...defaultRetryPolicy,
    get patienceMs() {
      return patienceSeconds(store) * 1_000;
    },
  };
}

/**
 * For one command: a patience that somebody gave by hand is meant for a server that is only being started as well.
 * `seconds` null leaves it to the project.
 */
export function commandRetryPolicy(seconds: number | null): RetryPolicy | undefined {
  return seconds === null ? undefined : { ...defaultRetryPolicy, patienceMs: seconds * 1_000, waitsForServer: true };
}
