import { useQuery } from "@tanstack/react-query";
import { Monitor, Moon, Search, Sun } from "lucide-react";
import { orpc } from "../engine-client/index.ts";
import { BranchMenu } from "../branches/branch-menu.tsx";
import { openPalette } from "../palette/palette-state.ts";
import { Badge, IconButton, Menu } from "../ui/index.ts";
import { ReplayBar } from "../workbench/replay-bar.tsx";
import { ProjectMenu } from "./project-menu.tsx";
import { PromptMenu } from "./prompt-menu.tsx";
import { chooseTheme, useThemeChoice } from "./theme.ts";
import styles from "./top-bar.module.css";

/** Where one is, what is being replayed, and the way to everything else. */
export function TopBar() {
  const project = useQuery(orpc.project.get.queryOptions()).data;
  return (
    <header className={styles.bar}>
      <div className={styles.place}>
        <ProjectMenu />
        {project?.readOnly && (
          <Badge tone="warn" title="The file cannot be written to; nothing can be changed or replayed.">
            read-only
          </Badge>
        )}
        <span className={styles.slash} aria-hidden="true">
          /
        </span>
        <PromptMenu />
        <BranchMenu />
      </div>
      <div className={styles.replay}>
        <ReplayBar />
      </div>
      <div className={styles.tools}>
        <IconButton label="Show all commands" keys="Mod+k" icon={<Search aria-hidden="true" />} onClick={openPalette} />
        <ThemeMenu />
      </div>
    </header>
  );
}

const icons = {
  light: <Sun aria-hidden="true" />,
  dark: <Moon aria-hidden="true" />,
  system: <Monitor aria-hidden="true" />,
};

function ThemeMenu() {
  const { choice } = useThemeChoice();
  return (
    <Menu
      align="end"
      trigger={<IconButton label={`Theme: ${choice}`} icon={icons[choice]} />}
      entries={(["light", "dark", "system"] as const).map((theme) => ({
        label: theme === "system" ? "As the system" : theme === "light" ? "Light" : "Dark",
        checked: theme === choice,
        run: () => chooseTheme(theme),
      }))}
    />
  );
}
