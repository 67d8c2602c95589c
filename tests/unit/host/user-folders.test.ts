import { homedir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { defaultProjectFile } from "../../../electron/host/user-folders.ts";

const fallback = path.join(homedir(), ".local", "share", "counterproof", "sample.cproof");

describe("defaultProjectFile", () => {
  it("follows XDG_DATA_HOME on Linux", () => {
    expect(defaultProjectFile({ XDG_DATA_HOME: "/data" }, "linux")).toBe("/data/counterproof/sample.cproof");
  });

  it.each(["", "relative/folder"])(
    "ignores XDG_DATA_HOME %j, which would put projects wherever one stands",
    (value) => {
      expect(defaultProjectFile({ XDG_DATA_HOME: value }, "linux")).toBe(fallback);
    },
  );

  it("uses each system's own place for data", () => {
    expect(defaultProjectFile({}, "darwin")).toContain(path.join("Library", "Application Support", "Counterproof"));
    expect(defaultProjectFile({ LOCALAPPDATA: "/local" }, "win32")).toBe(
      path.join("/local", "Counterproof", "sample.cproof"),
    );
  });
});
