import { ORPCError, createORPCClient } from "@orpc/client";
import { z } from "zod";
import { errorMessageOf } from "../../shared/errors.ts";
import { Problem, problemCodeSchema, type ProblemCode } from "../../shared/problem.ts";
import { QueryClient } from "@tanstack/react-query";
import type { ContractRouterClient } from "@orpc/contract";
import { createTanstackQueryUtils } from "@orpc/tanstack-query";
import type { contract } from "../../shared/contract/index.ts";
import { engineLink } from "./connection.ts";

export interface UserFacingError {
  code: ProblemCode;
  message: string;
}

const problemData = z.object({ code: problemCodeSchema });
const inputIssues = z.object({ issues: z.array(z.object({ message: z.string() })).min(1) });

/** What went wrong, in words for a person, whatever was thrown. */
export function problemOf(error: unknown): UserFacingError {
  if (error instanceof Problem) return { code: error.code, message: error.message };
  if (error instanceof ORPCError) {
    const problem = problemData.safeParse(error.data);
    if (problem.success) return { code: problem.data.code, message: error.message };
    const refused = inputIssues.safeParse(error.data);
    if (refused.success) return { code: "bad-input", message: refused.data.issues.map((i) => i.message).join("; ") };
  }
  return { code: "internal", message: errorMessageOf(error) };
}

/**
 * Owns what came from the engine. Events say when something changed, so nothing is asked for by the clock;
 * the engine is on this machine, so being offline holds nothing back.
 */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Infinity,
      retry: false,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      networkMode: "always",
    },
    mutations: { networkMode: "always" },
  },
});

export type EngineClient = ContractRouterClient<typeof contract>;

/** Every procedure of the contract, over whichever transport the window has. */
export const client: EngineClient = createORPCClient(engineLink);

/** The same for TanStack Query: `orpc.sets.list.queryOptions()`, `orpc.sets.create.mutationOptions()`, `.key()`. */
export const orpc = createTanstackQueryUtils(client);
