import { defineConfig } from "vitest/config";

/** A folder of tests. `isolate`: whether each file gets a worker of its own, or finds the modules that others loaded. */
const folder = (name: string, isolate: boolean) => ({
  extends: true as const,
  test: { name, include: [`tests/${name}/**/*.test.{ts,tsx}`], isolate },
});

export default defineConfig({
  test: {
    root: import.meta.dirname,
    environment: "node",
    // All processors: many tests wait for processes that they start, which need little of one themselves.
    maxWorkers: "100%",
    // Of processes that are started and waited for; a busy machine is no failure.
    testTimeout: 60_000,
    // Loading modules once instead of once a file takes 60% off the unit tests' processor time.
    projects: [folder("unit", false), folder("integration", true)],
  },
});
