import { spawnSync } from "node:child_process";
import path from "node:path";
import type { ForgeConfig } from "@electron-forge/shared-types";

/** All that a packaged app needs beside Electron: everything but the SQLite addon is bundled into dist. */
const shipped = [
  "/package.json",
  "/dist/node",
  "/dist/renderer",
  "/node_modules/better-sqlite3/package.json",
  "/node_modules/better-sqlite3/LICENSE",
  "/node_modules/better-sqlite3/lib",
  "/node_modules/better-sqlite3/prebuilds",
  "/node_modules/better-sqlite3/build/Release/better_sqlite3.node",
];

function isLeftOut(file: string): boolean {
  return (
    file !== "" && !shipped.some((kept) => file === kept || file.startsWith(`${kept}/`) || kept.startsWith(`${file}/`))
  );
}

function buildAll(): Promise<void> {
  const script = path.join(import.meta.dirname, "scripts", "build.mjs");
  const { status } = spawnSync(process.execPath, [script], { stdio: "inherit" });
  return status === 0 ? Promise.resolve() : Promise.reject(new Error("The sources do not build; see above."));
}

const config: ForgeConfig = {
  packagerConfig: {
    name: "Counterproof",
    executableName: "counterproof",
    asar: { unpack: "**/*.node" },
    ignore: isLeftOut,
    // What is left out above is left out already; dist needs none of the listed dependencies.
    prune: false,
    electronZipDir: process.env["ELECTRON_ZIP_DIR"],
  },
  // The addon is built on Node-API and fits every Electron as it is.
  rebuildConfig: { onlyModules: [] },
  makers: [{ name: "@electron-forge/maker-zip", platforms: ["linux", "darwin", "win32"], config: {} }],
  hooks: { generateAssets: buildAll },
};

export default config;
