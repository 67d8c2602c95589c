import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ["tests/{unit,integration}/**/*.test.{ts,tsx}"],
    environment: "node",
    // All processors: many tests wait for processes that they start, which need little of one themselves.
    maxWorkers: "100%",
    // Of processes that are started and waited for; a busy machine is no failure.
    testTimeout: 30_000,
  },
});
