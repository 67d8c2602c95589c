import { create } from "zustand";
import { persist } from "zustand/middleware";

export type ThemeChoice = "light" | "dark" | "system";
export type Theme = "light" | "dark";

export const useThemeChoice = create<{ choice: ThemeChoice }>()(
  persist(() => ({ choice: "system" as ThemeChoice }), { name: "counterproof-theme" }),
);

const systemIsDark = window.matchMedia("(prefers-color-scheme: dark)");
const themeStore = create<{ theme: Theme }>(() => ({ theme: "light" }));

/** The theme in force, with `system` resolved; for what cannot read CSS variables, such as Monaco. */
export function useTheme(): Theme {
  return themeStore((state) => state.theme);
}

export function chooseTheme(choice: ThemeChoice): void {
  useThemeChoice.setState({ choice });
}

/** Puts the theme on the page and keeps it there. Call once, before the first paint. */
export function applyTheme(): void {
  const apply = () => {
    const { choice } = useThemeChoice.getState();
    const theme = choice === "system" ? (systemIsDark.matches ? "dark" : "light") : choice;
    document.documentElement.dataset.theme = theme;
    themeStore.setState({ theme });
  };
  apply();
  useThemeChoice.subscribe(apply);
  systemIsDark.addEventListener("change", apply);
}
