import { onMac } from "../ui/keys.ts";

/** The parts of a keyboard event that decide a shortcut. */
export interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/** A key press as commands write it: `Mod+Enter`, `Shift+Escape`, `g`. Null for a modifier alone. */
export function chordOf(press: KeyPress, mac: boolean = onMac): string | null {
  const { key } = press;
  if (["Control", "Meta", "Alt", "Shift", "AltGraph", "Dead", "Unidentified", "Process"].includes(key)) return null;
  const isCharacter = key.length === 1;
  const isLetter = isCharacter && key.toLowerCase() !== key.toUpperCase();
  const parts: string[] = [];
  if (mac ? press.metaKey : press.ctrlKey) parts.push("Mod");
  if (mac && press.ctrlKey) parts.push("Ctrl");
  if (press.altKey) parts.push("Alt");
  // A sign such as ? already says that Shift was held.
  if (press.shiftKey && (!isCharacter || isLetter)) parts.push("Shift");
  parts.push(key === " " ? "Space" : isLetter ? key.toLowerCase() : key);
  return parts.join("+");
}

/** Whether a chord may act while a person types: those with Mod, Alt or Ctrl, and function keys. */
export function worksWhileTyping(chord: string): boolean {
  return /^(Mod|Ctrl|Alt)\+/.test(chord) || /^(Shift\+)?F\d+$/.test(chord);
}

export type Match<T> = { kind: "run"; target: T } | { kind: "wait"; target: T | null } | { kind: "none" };

/** What the keys pressed so far mean: a command, the start of a longer shortcut (perhaps a command too), or nothing. */
export function matchKeys<T>(pressed: readonly string[], bindings: readonly { keys: string; target: T }[]): Match<T> {
  const typed = pressed.join(" ");
  const exact = bindings.find(({ keys }) => keys === typed)?.target;
  if (bindings.some(({ keys }) => keys.startsWith(`${typed} `))) return { kind: "wait", target: exact ?? null };
  return exact === undefined ? { kind: "none" } : { kind: "run", target: exact };
}
