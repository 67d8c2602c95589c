import { useQuery } from "@tanstack/react-query";
import { orpc } from "../engine-client/index.ts";

/** False where the project's file cannot be written to, and until that is known. */
export function useCanWrite(): boolean {
  return useQuery(orpc.project.get.queryOptions()).data?.readOnly === false;
}
