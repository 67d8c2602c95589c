import { openPalette } from "../palette/palette-state.ts";
import { useCommand } from "./commands.ts";
import { goTo, goToMerge } from "./route.ts";
import { chooseTheme } from "./theme.ts";

/** What can be done on every screen. */
export function useGlobalCommands(): void {
  useCommand({ id: "palette", title: "Show all commands", keys: "Mod+k", group: "Window", run: openPalette });
  useCommand({
    id: "go-workbench",
    title: "Go to workbench",
    keys: ["o w", "Mod+1"],
    group: "Go to",
    run: () => void goTo("workbench"),
  });
  useCommand({
    id: "go-conversations",
    title: "Go to conversations",
    keys: ["o c", "Mod+2"],
    group: "Go to",
    run: () => void goTo("conversations"),
  });
  useCommand({
    id: "go-runs",
    title: "Go to runs",
    keys: ["o r", "Mod+3"],
    group: "Go to",
    run: () => void goTo("runs"),
  });
  useCommand({
    id: "go-trends",
    title: "Go to trends",
    keys: ["o t", "Mod+5"],
    group: "Go to",
    run: () => void goTo("trends"),
  });
  useCommand({
    id: "go-settings",
    title: "Go to settings",
    keys: ["o s", "Mod+4"],
    group: "Go to",
    run: () => void goTo("settings"),
  });
  useCommand({ id: "go-merge", title: "Go to merge", keys: "o m", group: "Go to", run: () => void goToMerge() });
  useCommand({ id: "theme-light", title: "Use the light theme", group: "Window", run: () => chooseTheme("light") });
  useCommand({ id: "theme-dark", title: "Use the dark theme", group: "Window", run: () => chooseTheme("dark") });
  useCommand({
    id: "theme-system",
    title: "Use the system's theme",
    group: "Window",
    run: () => chooseTheme("system"),
  });
}
