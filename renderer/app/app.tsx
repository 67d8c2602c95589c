import { Component, type ComponentType, type ReactNode, useEffect, useState } from "react";
import { errorMessageOf } from "../../shared/errors.ts";
import {
  ErrorState,
  onMac,
  Button,
  IconButton,
  classes,
  Tooltip,
  Skeleton,
  ConfirmDialog,
  Toasts,
} from "../ui/index.ts";
import styles from "./app.module.css";
import { X, ChartLine, History, MessagesSquare, Settings, SquarePen } from "lucide-react";
import { useEngineState, orpc, problemOf, queryClient } from "../engine-client/index.ts";
import { goTo, goToMerge, type Route, routes, useRoute } from "../shell/navigation.ts";
import { openPalette, Palette } from "./palette.tsx";
import { type Command, useCommand } from "../shell/commands.ts";
import { chooseTheme } from "../shell/theme.ts";
import { useQuery, QueryClientProvider } from "@tanstack/react-query";
import { ConversationsScreen } from "../conversations/conversations-screen.tsx";
import { MergeScreen } from "../merge/merge-screen.tsx";
import { RunsScreen } from "../runs/runs-screen.tsx";
import { SettingsScreen } from "../settings/settings-screen.tsx";
import { TrendsScreen } from "../trends/trends-screen.tsx";
import { Workbench } from "../workbench/workbench.tsx";
import { useSelectionDefaults } from "../shell/selection.ts";
import { TopBar } from "./top-bar.tsx";
import { Tooltip as BaseTooltip } from "@base-ui/react/tooltip";
import { ConsentDialog } from "./consent-dialog.tsx";

interface CrashState {
  message: string | null;
}

/** A screen that cannot be drawn says so; everything recorded is with the engine and safe. */
class CrashBoundary extends Component<{ children: ReactNode }, CrashState> {
  override state: CrashState = { message: null };

  static getDerivedStateFromError(error: unknown): CrashState {
    return { message: errorMessageOf(error) };
  }

  override render(): ReactNode {
    if (this.state.message === null) return this.props.children;
    return (
      <ErrorState
        title="This screen could not be drawn"
        message={`${this.state.message}. Versions, conversations and recorded replies are kept.`}
        onRetry={() => this.setState({ message: null })}
      />
    );
  }
}

/** Instead of the workbench where the project cannot be opened: what happened and what to do. */
function FailurePage({ message }: { message: string | null }) {
  return (
    <main className={styles.page} role="alert">
      <h1 className={styles.title}>The project is not open</h1>
      <p className={styles.text}>{message ?? "The engine does not start, and did not say why."}</p>
      <p className={styles.text}>
        The project's file was left as it is.{" "}
        {window.counterproof === undefined
          ? "Start the server again with another file, then reload this page."
          : `Open another project from the File menu (${onMac ? "⌘" : "Ctrl+"}O), or close the window and try again.`}
      </p>
    </main>
  );
}

/** A short wait for the first answer is no news. */
const BANNER_DELAY_MS = 800;

/** Says that the engine does not answer, or that it stopped and came back, and what is kept. */
function EngineBanner() {
  const { state, message, restarts } = useEngineState();
  const [dismissed, setDismissed] = useState(0);
  if (state === "failed") return null;
  if (state === "connecting") return <EngineConnecting message={message} />;
  if (state === "up") {
    return restarts > dismissed ? <EngineRestarted onDismiss={() => setDismissed(restarts)} /> : null;
  }
  return (
    <div role="status" className={styles.banner}>
      {message ?? "The engine stopped. Recorded replies are kept; it is starting again."}
    </div>
  );
}

/** It is often back within a blink; what happened is still to be read. */
function EngineRestarted({ onDismiss }: { onDismiss: () => void }) {
  const showRuns = () => {
    onDismiss();
    void goTo("runs");
  };
  return (
    <div role="status" className={styles.banner}>
      <span>
        The engine stopped and was started again. Recorded replies are kept; a replay that was cut off can be resumed.
      </span>
      <Button look="quiet" onClick={showRuns}>
        Show runs
      </Button>
      <IconButton label="Dismiss" icon={<X aria-hidden="true" />} onClick={onDismiss} />
    </div>
  );
}

function EngineConnecting({ message }: { message: string | null }) {
  const [isLong, setIsLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsLong(true), BANNER_DELAY_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!isLong) return null;
  return (
    <div role="status" className={styles.banner}>
      {message ?? "Waiting for the engine to start."}
    </div>
  );
}

interface Screen {
  name: string;
  /** The first is shown on the rail. */
  keys: readonly [string, ...string[]];
  /** On the rail; null for a screen that is opened from another one. */
  icon: ReactNode;
  open: () => Promise<boolean>;
  Body: ComponentType;
}

/** All that the window knows of each screen: rail, palette, keys and what is drawn derive from here. */
const screens: Readonly<Record<Route, Screen>> = {
  workbench: {
    name: "Workbench",
    keys: ["o w", "Mod+1"],
    icon: <SquarePen aria-hidden="true" />,
    open: () => goTo("workbench"),
    Body: Workbench,
  },
  conversations: {
    name: "Conversations",
    keys: ["o c", "Mod+2"],
    icon: <MessagesSquare aria-hidden="true" />,
    open: () => goTo("conversations"),
    Body: ConversationsScreen,
  },
  runs: {
    name: "Runs",
    keys: ["o r", "Mod+3"],
    icon: <History aria-hidden="true" />,
    open: () => goTo("runs"),
    Body: RunsScreen,
  },
  trends: {
    name: "Trends",
    keys: ["o t", "Mod+5"],
    icon: <ChartLine aria-hidden="true" />,
    open: () => goTo("trends"),
    Body: TrendsScreen,
  },
  settings: {
    name: "Settings",
    keys: ["o s", "Mod+4"],
    icon: <Settings aria-hidden="true" />,
    open: () => goTo("settings"),
    Body: SettingsScreen,
  },
  merge: { name: "Merge", keys: ["o m"], icon: null, open: () => goToMerge(), Body: MergeScreen },
};

const globalCommands: readonly Command[] = [
  { id: "palette", title: "Show all commands", keys: "Mod+k", group: "Window", run: openPalette },
  ...routes.map((route): Command => {
    const { name, keys, open } = screens[route];
    return {
      id: `go-${route}`,
      title: `Go to ${name.toLowerCase()}`,
      keys,
      group: "Go to",
      run: () => void open(),
    };
  }),
  { id: "theme-light", title: "Use the light theme", group: "Window", run: () => chooseTheme("light") },
  { id: "theme-dark", title: "Use the dark theme", group: "Window", run: () => chooseTheme("dark") },
  { id: "theme-system", title: "Use the system's theme", group: "Window", run: () => chooseTheme("system") },
];

/** What can be done on every screen. */
function GlobalCommands() {
  return globalCommands.map((command) => <GlobalCommand key={command.id} command={command} />);
}

function GlobalCommand({ command }: { command: Command }) {
  useCommand(command);
  return null;
}

const onRail = routes.map((route) => ({ route, ...screens[route] })).filter(({ icon }) => icon !== null);

/** The screens. */
function Rail() {
  const current = useRoute();
  return (
    <nav className={styles.rail} aria-label="Screens">
      {onRail.map(({ route, name, keys, icon, open }) => (
        <Tooltip key={route} label={name} keys={keys[0]} side="right">
          <button
            type="button"
            aria-label={name}
            aria-current={current === route ? "page" : undefined}
            className={classes(styles.place, current === route && styles.current)}
            onClick={() => void open()}
          >
            {icon}
          </button>
        </Tooltip>
      ))}
    </nav>
  );
}

/** One window: a bar above, a rail at the left, one screen, and word of the engine when it does not answer. */
function Frame() {
  const engine = useEngineState();
  const project = useQuery(orpc.project.get.queryOptions());
  useSelectionDefaults();

  if (engine.state === "failed") return <FailurePage message={engine.message} />;
  if (project.data === undefined) {
    if (project.isError && engine.state === "up") {
      return (
        <ErrorState
          title="The project could not be read"
          message={problemOf(project.error).message}
          onRetry={() => void project.refetch()}
        />
      );
    }
    return (
      <div className={styles.opening}>
        <EngineBanner />
        <Skeleton label="Opening the project" rows={10} />
      </div>
    );
  }
  return <ProjectFrame />;
}

function ProjectFrame() {
  const route = useRoute();
  const { Body } = screens[route];
  return (
    <div className={styles.frame}>
      <TopBar />
      <EngineBanner />
      <Rail />
      <main className={styles.screen}>
        <CrashBoundary key={route}>
          <Body />
        </CrashBoundary>
      </main>
      <Palette />
    </div>
  );
}

export function App() {
  return (
    <CrashBoundary>
      <QueryClientProvider client={queryClient}>
        <BaseTooltip.Provider>
          <GlobalCommands />
          <Frame />
        </BaseTooltip.Provider>
        <ConsentDialog />
        <ConfirmDialog />
        <Toasts />
      </QueryClientProvider>
    </CrashBoundary>
  );
}
