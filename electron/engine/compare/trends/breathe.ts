const MOST_MS = 12;

/** To be awaited between pieces of long work: lets others have their turn whenever this one's has been long. */
export function createBreath(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < MOST_MS) return;
    await new Promise(setImmediate);
    since = performance.now();
  };
}
