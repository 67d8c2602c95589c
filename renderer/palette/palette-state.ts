import { create } from "zustand";

interface PaletteState {
  isOpen: boolean;
  /** What is typed into it. */
  search: string;
  /** Whether its field has the focus, and with it the keys. */
  isReady: boolean;
}

const closed: PaletteState = { isOpen: false, search: "", isReady: false };

export const paletteState = create<PaletteState>(() => closed);

export function openPalette(): void {
  paletteState.setState({ ...closed, isOpen: true });
}

export function closePalette(): void {
  paletteState.setState(closed);
}

export function searchPalette(search: string): void {
  paletteState.setState({ search });
}

export function paletteIsReady(): void {
  paletteState.setState({ isReady: true });
}

/**
 * Takes a key that came after the palette was asked for and before its field could have it, so that fast fingers
 * neither lose a letter nor give a command by it. True where it was taken.
 */
export function typeAhead({
  key,
  ctrlKey,
  metaKey,
  altKey,
}: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">): boolean {
  const { isOpen, isReady, search } = paletteState.getState();
  if (!isOpen || isReady) return false;
  if (key === "Escape") closePalette();
  else if (key === "Backspace") searchPalette(search.slice(0, -1));
  else if (/^.$/u.test(key) && !ctrlKey && !metaKey && !altKey) searchPalette(search + key);
  return true;
}
