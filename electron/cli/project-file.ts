import { resolve } from "node:path";
import { defaultProjectFile } from "../engine/default-project.ts";
import { openProject } from "../engine/project.ts";
import type { Store } from "../engine/store/store.ts";

export function projectFile(option: string | undefined): string {
  return option === undefined ? defaultProjectFile(process.env) : resolve(option);
}

/** Opens the project for one piece of work and closes it again, whatever happens. */
export async function withProject<T>(option: string | undefined, work: (store: Store) => T | Promise<T>): Promise<T> {
  const store = openProject(projectFile(option), null);
  try {
    return await work(store);
  } finally {
    store.close();
  }
}
