const SYMBOLS_MAC: Record<string, string> = { Mod: "⌘", Shift: "⇧", Alt: "⌥", Ctrl: "⌃" };
const NAMES: Record<string, string> = {
  Mod: "Ctrl",
  Enter: "↵",
  Escape: "Esc",
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  Space: "Space",
};

/** True on Apple's machines, where shortcuts are held with ⌘. */
export const onMac: boolean =
  typeof window !== "undefined" && /^(darwin|mac)/i.test(window.counterproof?.platform ?? navigator.platform);

/**
 * The caps to draw for a shortcut as commands write it: `Mod+Enter` is one chord, `g w` two keys in a row.
 * Mod is ⌘ on Apple's machines and Ctrl elsewhere.
 */
export function keyCaps(keys: string, mac: boolean = onMac): string[][] {
  return keys.split(" ").map((chord) =>
    chord.split("+").map((key) => {
      const symbol = mac ? SYMBOLS_MAC[key] : undefined;
      return symbol ?? NAMES[key] ?? (key.length === 1 && chord.length > 1 ? key.toUpperCase() : key);
    }),
  );
}
