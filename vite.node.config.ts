import { existsSync } from "node:fs";
import path from "node:path";
import { defineConfig } from "vite";

/** Programs and workers for Node.js and Electron's main process, each a file of this name in dist/node. */
const entries = {
  main: "electron/main/main.ts",
  utility: "electron/utility/utility.ts",
  serve: "electron/serve/main.ts",
  cli: "electron/cli/main.ts",
  "sandbox-worker": "electron/engine/checks/sandbox/sandbox-worker.ts",
  "diff-worker": "electron/engine/compare/diff-worker.ts",
};

/**
 * One flat folder of ES modules with everything bundled, so that a packaged app carries no node_modules but
 * the native addon, and `new URL("./diff-worker.js", import.meta.url)` holds from any chunk.
 */
export default defineConfig({
  root: import.meta.dirname,
  ssr: { noExternal: true, external: ["electron", "better-sqlite3"], target: "node" },
  build: {
    ssr: true,
    target: "node20",
    emptyOutDir: true,
    minify: false,
    rolldownOptions: {
      input: Object.fromEntries(
        Object.entries(entries)
          .map(([name, file]) => [name, path.join(import.meta.dirname, file)] as const)
          .filter(([, file]) => existsSync(file)),
      ),
      external: ["electron", "better-sqlite3", /^node:/],
      output: { format: "es", entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js" },
    },
  },
});
