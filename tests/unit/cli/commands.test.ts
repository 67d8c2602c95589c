import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "../../..");
const names = readdirSync(join(root, "electron/cli/commands")).map((file) => file.replace(/\.ts$/, ""));
const registerName = (name: string) => `register${name.charAt(0).toUpperCase()}${name.slice(1)}`;

// A command that was written but never put into the table would not be there, and nothing else would say so.
it("has every command of the folder in the program's table", () => {
  const main = readFileSync(join(root, "electron/cli/main.ts"), "utf8");
  const table = /const commands[^]*? = \[([^\]]*)\]/.exec(main)?.[1] ?? "";
  const listed = [...table.matchAll(/\w+/g)].map(([name]) => name);
  expect(listed.toSorted()).toEqual(names.map(registerName).toSorted());
});

it("names every command in the README", () => {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  for (const name of names) expect(readme).toMatch(new RegExp(`(?:counterproof |\`)${name}\\b`));
});
