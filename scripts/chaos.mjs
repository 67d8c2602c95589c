// `npm run chaos`: rounds of kill, replace, move, copy and full disk at random moments of real commands. See tests/chaos.
import path from "node:path";
import { bootstrap } from "./bootstrap.mjs";
import { build } from "./build.mjs";
import { foregroundNode, root, runMain } from "./run-node.mjs";

await runMain(async () => {
  await bootstrap();
  await build(["node"]);
  return foregroundNode(process.execPath, [path.join(root, "tests/chaos/main.ts"), ...process.argv.slice(2)], {
    cwd: root,
  });
});
