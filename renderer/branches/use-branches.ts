import { skipToken, useQuery } from "@tanstack/react-query";
import type { Branch } from "../../shared/domain/branch.ts";
import { useSelection } from "../app/store.ts";
import { orpc } from "../engine-client/index.ts";

const none: readonly never[] = [];

/** The branches of the prompt under work, in the order they were made; empty until they have been read. */
export function useBranches(): { promptId: string | null; branches: readonly Branch[]; current: Branch | null } {
  const promptId = useSelection((state) => state.promptId);
  const query = useQuery(orpc.branches.list.queryOptions({ input: promptId === null ? skipToken : { promptId } }));
  const branches = query.data ?? none;
  return { promptId, branches, current: branches.find(({ current }) => current) ?? null };
}
