import type { ModelSpec } from "../../../shared/domain/model.ts";
import type { Store } from "../store/store.ts";
import { createGate, type Gate } from "./gate.ts";
import { rateLimitsOf } from "./prepare.ts";

/** One gate for each account: whoever calls the same address waits at the same one, replays and judges alike. */
export function createGates(store: Store) {
  const gates = new Map<string, Gate>();
  return {
    of(model: { provider: string; identity: string; model: string }, spec: ModelSpec): Gate {
      const limits = rateLimitsOf(store, spec);
      // Limits are those of one model; without any, all calls to an address share one gate.
      const name = JSON.stringify([model.provider, model.identity, limits && [model.model, limits]]);
      const gate = gates.get(name) ?? createGate({ limit: 256, ...(limits && { limits }) });
      gates.set(name, gate);
      return gate;
    },
  };
}
export type Gates = ReturnType<typeof createGates>;
