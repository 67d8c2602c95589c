import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { importFormats } from "../../../electron/engine/import-export/formats.ts";
import { importFormatSchema } from "../../../shared/domain/import-report.ts";

const folder = join(import.meta.dirname, "../../../electron/engine/import-export");
const files = readdirSync(folder).filter((name) => name.endsWith("-format.ts") && name !== "import-format.ts");

// A reader that no table has would leave its files unreadable, and nothing else would say so.
it("has every format that a file of the folder reads, under the name of that file", () => {
  expect(files.toSorted()).toEqual(importFormatSchema.options.map((name) => `${name}-format.ts`).toSorted());
  expect(importFormats.map(({ format }) => format)).toEqual(importFormatSchema.options);
});

it("lists every format in the folder's README", () => {
  const readme = readFileSync(join(folder, "README.md"), "utf8");
  for (const file of files) expect(readme).toContain(`| \`${file}\``);
});
