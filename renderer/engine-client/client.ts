import { createORPCClient } from "@orpc/client";
import type { ContractRouterClient } from "@orpc/contract";
import { createTanstackQueryUtils } from "@orpc/tanstack-query";
import type { contract } from "../../shared/contract/index.ts";
import { engineLink } from "./connection.ts";

export type EngineClient = ContractRouterClient<typeof contract>;

/** Every procedure of the contract, over whichever transport the window has. */
export const client: EngineClient = createORPCClient(engineLink);

/** The same for TanStack Query: `orpc.sets.list.queryOptions()`, `orpc.sets.create.mutationOptions()`, `.key()`. */
export const orpc = createTanstackQueryUtils(client);
