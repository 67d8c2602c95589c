import path from "node:path";

interface AppFlags {
  project: string | null;
  userDataFolder: string | null;
}

/** Reads `--project=FILE` and `--user-data-dir=DIR`; Chromium's own flags are among the arguments too. */
export function parseAppFlags(argv: readonly string[], folder: string): AppFlags {
  const value = (name: string) => {
    const flag = argv.find((argument) => argument.startsWith(`--${name}=`));
    const text = flag?.slice(name.length + 3) ?? "";
    return text === "" ? null : path.resolve(folder, text);
  };
  return { project: value("project"), userDataFolder: value("user-data-dir") };
}
