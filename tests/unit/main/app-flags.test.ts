import path from "node:path";
import { describe, expect, it } from "vitest";
import { parseAppFlags } from "../../../electron/main/app-flags.ts";

describe("readFlags", () => {
  it("finds the app's flags among Chromium's", () => {
    const argv = ["electron", "/app", "--no-sandbox", "--project=/data/a.cproof", "--user-data-dir=/tmp/u"];
    expect(parseAppFlags(argv, "/")).toEqual({ project: "/data/a.cproof", userDataFolder: "/tmp/u" });
  });

  it("resolves a relative project against the folder it was started in, which for a second start is not the app's", () => {
    expect(parseAppFlags(["--project=a=b.cproof"], "/work").project).toBe(path.resolve("/work", "a=b.cproof"));
  });

  it("takes an empty value for no value", () => {
    expect(parseAppFlags(["--project="], "/work").project).toBeNull();
  });
});
