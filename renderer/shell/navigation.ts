import { create } from "zustand";

/** In the order of the rail and the palette. `renderer/app` has the screen of each, and the compiler wants one for each. */
export const routes = ["workbench", "conversations", "runs", "trends", "settings", "merge"] as const;
export type Route = (typeof routes)[number];

/** The branches that the merge screen was last opened for; null where it is the current one, or to be chosen there. */
interface MergeTarget {
  ours: string | null;
  theirs: string | null;
}

interface RouteState {
  route: Route;
  merge: MergeTarget;
  /** Asked before the person leaves something unsaved; resolves to whether they may. */
  guard: (() => Promise<boolean>) | null;
}

const routeStore = create<RouteState>(() => ({ route: "workbench", merge: { ours: null, theirs: null }, guard: null }));

export function useRoute(): Route {
  return routeStore((state) => state.route);
}

/** Goes to a screen, unless what is unsaved on this one holds the person back. Resolves to whether it went. */
export async function goTo(route: Route): Promise<boolean> {
  if (routeStore.getState().route === route) return true;
  if (!(await confirmLeave())) return false;
  routeStore.setState({ route });
  return true;
}

/**
 * Opens the merge screen, to merge a branch into the current one, or into `ours`; without any, for the same as before.
 * Resolves to whether it went.
 */
export async function goToMerge(theirs?: string | null, ours: string | null = null): Promise<boolean> {
  if (!(await goTo("merge"))) return false;
  if (theirs !== undefined) routeStore.setState({ merge: { ours, theirs } });
  return true;
}

export function useMergeTarget(): MergeTarget {
  return routeStore((state) => state.merge);
}

/** Asks about unsaved changes where there are any; after a yes they count as left behind. */
export async function confirmLeave(): Promise<boolean> {
  const { guard } = routeStore.getState();
  if (guard === null) return true;
  if (!(await guard())) return false;
  routeStore.setState({ guard: null });
  return true;
}

/** Whether leaving would ask. */
export function hasUnsavedChanges(): boolean {
  return routeStore.getState().guard !== null;
}

/** Holds the person back from leaving while something is unsaved; null lets them go. */
export function setLeaveGuard(guard: (() => Promise<boolean>) | null): void {
  routeStore.setState({ guard });
}
