import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ["tests/{unit,integration}/**/*.test.{ts,tsx}"],
    environment: "node",
    // Of processes that are started and waited for; a busy machine is no failure.
    testTimeout: 30_000,
  },
});
