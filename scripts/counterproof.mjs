#!/usr/bin/env node
// The command line, also as `npx counterproof` in a checkout: sees to Node.js and the build, then runs dist/node/cli.js.
import { existsSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { Complaint, continueOnRecentNode, root, runMain } from "./run-node.mjs";

await runMain(async () => {
  await continueOnRecentNode();
  if (!existsSync(path.join(root, "node_modules", "vite"))) {
    throw new Complaint("Counterproof's dependencies are not installed. Run `npm ci` in its folder, then try again.");
  }
  const { build } = await import("./build.mjs");
  await build(process.argv[2] === "serve" ? ["node", "renderer"] : ["node"], console.error);
  await import(pathToFileURL(path.join(root, "dist/node/cli.js")).href);
  return process.exitCode;
});
