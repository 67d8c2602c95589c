import { orpc, queryClient } from "../engine-client/index.ts";
import { select } from "./store.ts";

/** Selects a set that has just been made. The list has to know it first, or the selection would be put right. */
export async function showSet(setId: string): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: orpc.sets.list.key() });
  select({ setId });
}

/** Selects a prompt that has just been made. */
export async function showPrompt(promptId: string): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: orpc.prompts.list.key() });
  select({ promptId });
}
