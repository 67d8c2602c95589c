/** Waits for an ending, and after so many milliseconds brings it about by force. */
export async function within(limitMs: number, ending: Promise<unknown>, force: () => void): Promise<void> {
  const timer = setTimeout(force, limitMs);
  try {
    await ending;
  } finally {
    clearTimeout(timer);
  }
}
