import { Component, type ReactNode, useEffect, useState } from "react";
import { errorMessageOf, assertNever } from "../../shared/errors.ts";
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
import { goTo, goToMerge, type Route, useRoute } from "../shell/navigation.ts";
import { openPalette, Palette } from "./palette.tsx";
import { useCommand } from "../shell/commands.ts";
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

/** What can be done on every screen. */
function useGlobalCommands(): void {
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

const railItems: readonly { route: Route; name: string; keys: string; icon: ReactNode }[] = [
  { route: "workbench", name: "Workbench", keys: "o w", icon: <SquarePen aria-hidden="true" /> },
  { route: "conversations", name: "Conversations", keys: "o c", icon: <MessagesSquare aria-hidden="true" /> },
  { route: "runs", name: "Runs", keys: "o r", icon: <History aria-hidden="true" /> },
  { route: "trends", name: "Trends", keys: "o t", icon: <ChartLine aria-hidden="true" /> },
  { route: "settings", name: "Settings", keys: "o s", icon: <Settings aria-hidden="true" /> },
];

/** The screens. */
function Rail() {
  const current = useRoute();
  return (
    <nav className={styles.rail} aria-label="Screens">
      {railItems.map(({ route, name, keys, icon }) => (
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

/** One window: a bar above, a rail at the left, one screen, and word of the engine when it does not answer. */
function Frame() {
  const engine = useEngineState();
  const project = useQuery(orpc.project.get.queryOptions());
  useGlobalCommands();
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
  return (
    <div className={styles.frame}>
      <TopBar />
      <EngineBanner />
      <Rail />
      <main className={styles.screen}>
        <CrashBoundary key={route}>
          <CurrentScreen route={route} />
        </CrashBoundary>
      </main>
      <Palette />
    </div>
  );
}

function CurrentScreen({ route }: { route: Route }) {
  switch (route) {
    case "workbench":
      return <Workbench />;
    case "conversations":
      return <ConversationsScreen />;
    case "runs":
      return <RunsScreen />;
    case "trends":
      return <TrendsScreen />;
    case "settings":
      return <SettingsScreen />;
    case "merge":
      return <MergeScreen />;
    default:
      return assertNever(route);
  }
}

export function App() {
  return (
    <CrashBoundary>
      <QueryClientProvider client={queryClient}>
        <BaseTooltip.Provider>
          <Frame />
        </BaseTooltip.Provider>
        <ConsentDialog />
        <ConfirmDialog />
        <Toasts />
      </QueryClientProvider>
    </CrashBoundary>
  );
}
