import { create } from "zustand";

interface PaletteState {
  isOpen: boolean;
  /** What is typed into it. */
  search: string;
}

const closed: PaletteState = { isOpen: false, search: "" };

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
