import path from "node:path";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The window: what app:// and the loopback server hand out. Strict policy: nothing inlined, nothing from elsewhere. */
export default defineConfig({
  root: path.join(import.meta.dirname, "renderer"),
  base: "/",
  plugins: [react()],
  resolve: {
    alias: {
      // Its form for pages needs a document, which the worker that renders replies does not have.
      "decode-named-character-reference": fileURLToPath(import.meta.resolve("decode-named-character-reference")),
    },
  },
  // Fonts as data: addresses, and the polyfill's fetch, would both be refused by the content security policy.
  build: {
    target: "chrome126",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    emptyOutDir: true,
    chunkSizeWarningLimit: 8000,
  },
  worker: { format: "es" },
});
