import { setFlagsFromString } from "node:v8";

let activeLimits = 0;

/**
 * Keeps the engine's process small until the returned function is called. For the length of a replay: each call
 * leaves some 90 KB of garbage, which V8 would rather pile up than collect while the machine has memory to spare.
 * Not for good: opening a large comparison would spend more time on collecting than on comparing.
 */
export function limitHeapGrowth(): () => void {
  activeLimits += 1;
  if (activeLimits === 1) setHeapGrowth(1, 20);
  let held = true;
  return () => {
    if (!held) return;
    held = false;
    activeLimits -= 1;
    if (activeLimits === 0) setHeapGrowth(2, 0);
  };
}

/** By how much V8 grows the heap: a factor for new objects, and per cent for those that stay, where 0 leaves it to V8. */
function setHeapGrowth(young: number, oldPercent: number): void {
  setFlagsFromString(`--semi-space-growth-factor=${young}`);
  setFlagsFromString(`--heap-growing-percent=${oldPercent}`);
}
