import { useQuery } from "@tanstack/react-query";
import { assertNever } from "../../shared/assert-never.ts";
import { ConversationsScreen } from "../conversations/conversations-screen.tsx";
import { orpc, problemOf, useEngineState } from "../engine-client/index.ts";
import { MergeScreen } from "../merge/merge-screen.tsx";
import { Palette } from "../palette/palette.tsx";
import { RunsScreen } from "../runs/runs-screen.tsx";
import { SettingsScreen } from "../settings/settings-screen.tsx";
import { TrendsScreen } from "../trends/trends-screen.tsx";
import { ErrorState, Skeleton } from "../ui/index.ts";
import { Workbench } from "../workbench/workbench.tsx";
import { CrashBoundary } from "./crash-boundary.tsx";
import { EngineBanner } from "./engine-banner.tsx";
import { FailurePage } from "./failure-page.tsx";
import { Rail } from "./rail.tsx";
import { type Route, useRoute } from "./route.ts";
import { useSelectionDefaults } from "./selection-defaults.ts";
import { TopBar } from "./top-bar.tsx";
import { useGlobalCommands } from "./global-commands.ts";
import styles from "./frame.module.css";

/** One window: a bar above, a rail at the left, one screen, and word of the engine when it does not answer. */
export function Frame() {
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
  return <Opened />;
}

function Opened() {
  const route = useRoute();
  return (
    <div className={styles.frame}>
      <TopBar />
      <EngineBanner />
      <Rail />
      <main className={styles.screen}>
        <CrashBoundary key={route}>
          <Screen route={route} />
        </CrashBoundary>
      </main>
      <Palette />
    </div>
  );
}

function Screen({ route }: { route: Route }) {
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
