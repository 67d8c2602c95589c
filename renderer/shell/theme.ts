import { create } from "zustand";
import { persist } from "zustand/middleware";

type ThemeChoice = "light" | "dark" | "system";

export const useThemeChoice = create<{ choice: ThemeChoice }>()(
  persist((): { choice: ThemeChoice } => ({ choice: "system" }), { name: "counterproof-theme" }),
);

const systemIsDark = window.matchMedia("(prefers-color-scheme: dark)");

export function chooseTheme(choice: ThemeChoice): void {
  useThemeChoice.setState({ choice });
}

/** Puts the theme on the page and keeps it there. Call once, before the first paint. */
export function applyTheme(): void {
  const apply = () => {
    const { choice } = useThemeChoice.getState();
    document.documentElement.dataset.theme = choice === "system" ? (systemIsDark.matches ? "dark" : "light") : choice;
  };
  apply();
  useThemeChoice.subscribe(apply);
  systemIsDark.addEventListener("change", apply);
}
