import { goTo } from "../app/index.ts";
import { problemOf } from "../engine-client/index.ts";
import { Button, EmptyState, ErrorState, Skeleton } from "../ui/index.ts";
import { useLoop } from "../workbench/use-loop.ts";
import { TrendFigures } from "./trend-figures.tsx";
import { useTrends } from "./use-trends.ts";

/** Whether the prompt is getting better: pass rate, speed, length, cost and tags over its versions. */
export function TrendsScreen() {
  const loop = useLoop();
  const { rates, spread, metrics } = useTrends(loop);
  const { prompt, set, model } = loop;
  const toWorkbench = (
    <Button look="primary" onClick={() => void goTo("workbench")}>
      Go to the workbench
    </Button>
  );
  const problem = loop.error ?? rates.error;
  if (problem !== null) {
    return (
      <ErrorState
        title="The figures could not be read"
        message={problemOf(problem).message}
        onRetry={() => void rates.refetch()}
      />
    );
  }
  if (loop.loading) return <Skeleton label="Reading the figures" rows={12} />;
  if (prompt === null || set === null || model === null) {
    return (
      <EmptyState
        text="Trends need a prompt, a conversation set and a model: they show how each version did with them."
        action={toWorkbench}
      />
    );
  }
  if (rates.data === undefined) return <Skeleton label="Reading the figures" rows={12} />;
  if (rates.data.points.length === 0) {
    return (
      <EmptyState
        text={`No version of ${prompt.name} has a complete replay over ${set.name} with ${model.name} yet. Each one that has becomes a point here.`}
        action={toWorkbench}
      />
    );
  }
  return <TrendFigures loop={loop} rates={rates.data} spread={spread} metrics={metrics} />;
}
