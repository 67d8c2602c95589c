import { ChartLine, History, MessagesSquare, Settings, SquarePen } from "lucide-react";
import type { ReactNode } from "react";
import { classes, Tooltip } from "../ui/index.ts";
import { goTo, type Route, useRoute } from "./route.ts";
import styles from "./rail.module.css";

const places: readonly { route: Route; name: string; keys: string; icon: ReactNode }[] = [
  { route: "workbench", name: "Workbench", keys: "o w", icon: <SquarePen aria-hidden="true" /> },
  { route: "conversations", name: "Conversations", keys: "o c", icon: <MessagesSquare aria-hidden="true" /> },
  { route: "runs", name: "Runs", keys: "o r", icon: <History aria-hidden="true" /> },
  { route: "trends", name: "Trends", keys: "o t", icon: <ChartLine aria-hidden="true" /> },
  { route: "settings", name: "Settings", keys: "o s", icon: <Settings aria-hidden="true" /> },
];

/** The screens. */
export function Rail() {
  const current = useRoute();
  return (
    <nav className={styles.rail} aria-label="Screens">
      {places.map(({ route, name, keys, icon }) => (
        <Tooltip key={route} label={name} keys={keys} side="right">
          <button
            type="button"
            aria-label={name}
            aria-current={current === route ? "page" : undefined}
            className={classes(styles.place, current === route && styles.current)}
            onClick={() => void goTo(route)}
          >
            {icon}
          </button>
        </Tooltip>
      ))}
    </nav>
  );
}
