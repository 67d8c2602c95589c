import { rmSync } from "node:fs";
import path from "node:path";
import { build } from "vite";

const root = path.dirname(path.dirname(import.meta.dirname));

/** What is measured is what people run: the engine bundled as in dist/node, with the bench's program beside it. */
export async function buildChild(): Promise<string> {
  const outDir = path.join(root, "dist", "bench");
  rmSync(outDir, { recursive: true, force: true });
  const input = {
    child: path.join(import.meta.dirname, "child.ts"),
    "mock-server": path.join(import.meta.dirname, "mock-server.ts"),
  };
  await build({
    configFile: path.join(root, "vite.node.config.ts"),
    mode: "production",
    logLevel: "error",
    build: { outDir, rolldownOptions: { input } },
  });
  return outDir;
}
