import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { checkTypes, evaluatedKinds } from "../../../electron/engine/checks/evaluate.ts";

const folder = join(import.meta.dirname, "../../../electron/engine/checks");
const sources = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => readFileSync(join(folder, name), "utf8"));

// A check that was written but never put into the table would be an unknown type, and nothing else would say so.
it("has every check that a file of the folder defines", () => {
  const defined = sources.flatMap((text) =>
    [...text.matchAll(/^export const \w+ = (?:define|similarBy)[^]*?\btype: "([^"]+)"/gm)].map(
      ([, type]) => type ?? "",
    ),
  );
  const withSets = [...defined, "assert-set"];
  expect(withSets.toSorted()).toEqual(
    checkTypes()
      .map(({ type }) => type)
      .toSorted(),
  );
});

it("has each type once, so that none hides another", () => {
  const types = evaluatedKinds.map(({ type }) => type.type);
  expect(types).toEqual([...new Set(types)]);
});

it("describes every check in the folder's README, and none that there is not", () => {
  const rows = readFileSync(join(folder, "README.md"), "utf8").matchAll(/^\| (`[^|]+) \|/gm);
  const named = [...rows].flatMap(([, cell = ""]) => [...cell.matchAll(/`([^`]+)`/g)].map(([, type]) => type ?? ""));
  expect(named.toSorted()).toEqual(
    checkTypes()
      .map(({ type }) => type)
      .toSorted(),
  );
});
