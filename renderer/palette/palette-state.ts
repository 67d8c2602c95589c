import { create } from "zustand";

export const paletteState = create<{ isOpen: boolean }>(() => ({ isOpen: false }));

export function openPalette(): void {
  paletteState.setState({ isOpen: true });
}

export function closePalette(): void {
  paletteState.setState({ isOpen: false });
}
