// `npm run bench`: how fast the replay and the window are, beside a bare fetch loop. See tests/bench/README.md.
import path from "node:path";
import { bootstrap } from "./bootstrap.mjs";
import { build } from "./build.mjs";
import { ensureBrowser } from "./find-browser.mjs";
import { foregroundNode, root, runMain } from "./run-node.mjs";

await runMain(async () => {
  await bootstrap();
  await build(["node", "renderer"]);
  const args = process.argv.slice(2);
  const only = args[args.indexOf("--only") + 1];
  const needsBrowser = !args.includes("--only") || only?.split(",").includes("window");
  const env = needsBrowser ? { ...process.env, CHROME_PATH: await ensureBrowser(console.error) } : process.env;
  return foregroundNode(process.execPath, [path.join(root, "tests/bench/main.ts"), ...args], { cwd: root, env });
});
