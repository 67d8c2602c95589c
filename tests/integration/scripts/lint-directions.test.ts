import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { tempFolder } from "../../fixtures/engine/temp-folder.ts";

const script = join(import.meta.dirname, "../../../scripts/lint-directions.mjs");

/** What the script says of a project of these files. */
async function problemsOf(files: Record<string, string>): Promise<string[]> {
  const folder = tempFolder();
  for (const top of ["shared", "electron", "renderer"]) mkdirSync(join(folder, top));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const ended = await promisify(execFile)(process.execPath, [script, folder]).catch((error: unknown) => {
    if (error instanceof Error && "stderr" in error && typeof error.stderr === "string") return error;
    throw error;
  });
  return String(ended.stderr).split("\n").filter(Boolean);
}

describe("the linter of directions", () => {
  it("accepts imports of what stands above, and of a folder below one's own", async () => {
    expect(
      await problemsOf({
        "electron/engine/replay/a.ts": 'import { b } from "../store/b.ts";\nimport { c } from "./sampling/c.ts";\n',
        "electron/engine/replay/sampling/c.ts": 'import type { A } from "../a.ts";\n',
        "electron/main/d.ts": 'import { a } from "../engine/replay/a.ts";\nimport pkg from "../../package.json";\n',
        "renderer/app/e.tsx": 'import "../theme/base.css";\nconst page = () => import("../workbench/workbench.tsx");\n',
      }),
    ).toEqual([]);
  });

  it("refuses types from below, neighbours on one line, other chains, other folders, and folders it does not know", async () => {
    const found = await problemsOf({
      "electron/engine/store/a.ts": 'import type {\n  B,\n} from "../replay/b.ts";\n',
      "electron/engine/prompts/c.ts": 'const found = await import("../conversations/d.ts");\n',
      "electron/cli/e.ts": 'export { f } from "../main/f.ts";\n',
      "electron/engine/calls/g.ts": 'new Worker(new URL("../../../renderer/h.ts", import.meta.url));\n',
      "shared/rules/i.ts": 'import { j } from "../../tests/j.ts";\n',
      "electron/engine/unheard/k.ts": "",
    });
    expect(found).toEqual([
      "shared/rules/i.ts imports tests/j.ts: it is in none of the folders of the table.",
      "electron/cli/e.ts imports electron/main/f.ts: browser and command line does not import desktop.",
      "electron/engine/calls/g.ts imports renderer/h.ts: it is in none of the folders of the table.",
      "electron/engine/prompts/c.ts imports electron/engine/conversations/d.ts: electron/engine/prompts and electron/engine/conversations stand on one line and do not import each other.",
      "electron/engine/store/a.ts imports electron/engine/replay/b.ts: electron/engine/replay stands after electron/engine/store.",
      "electron/engine/unheard/k.ts stands in no folder of the table in scripts/lint-directions.mjs: enter its folder there.",
    ]);
  });

  it("refuses two folders of one module that import each other", async () => {
    const found = await problemsOf({
      "electron/engine/checks/text/a.ts": 'import { b } from "../tools/b.ts";\n',
      "electron/engine/checks/tools/b.ts": 'import type { A } from "../text/a.ts";\n',
    });
    expect(found).toEqual([
      "electron/engine/checks/text and electron/engine/checks/tools import each other, in electron/engine/checks/text/a.ts and electron/engine/checks/tools/b.ts.",
    ]);
  });
});
