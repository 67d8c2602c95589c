import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ["tests/{unit,integration}/**/*.test.{ts,tsx}"],
    environment: "node",
  },
});
