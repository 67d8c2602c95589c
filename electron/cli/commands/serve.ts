import type { Command } from "commander";
import { z } from "zod";
import { builtWindowFolder } from "../../host/web-assets.ts";
import { startServer } from "../../serve/server.ts";
import { type CommonOptions, type CommandRun, exitCodes, finishCommand, projectCommand } from "../command.ts";
import { parseOption, withAllow } from "../options.ts";
import { openCommandEngine, resolveProjectFile } from "../command-engine.ts";

interface ServeOptions extends CommonOptions {
  port: string;
  allow?: string[];
}

/** Serves the workbench on loopback until it is told to end. */
const serve: CommandRun<ServeOptions> = async (options, output) => {
  const port = parseOption("--port", z.coerce.number().int().min(0).max(65_535), options.port);
  const engine = await openCommandEngine(resolveProjectFile(options.project), output.log, options);
  try {
    const server = await startServer({
      engine,
      rendererFolder: builtWindowFolder(),
      port,
      host: "127.0.0.1",
      log: output.log,
    });
    output.result({ url: server.url }, [server.url]);
    // An address that nobody can read opens no workbench.
    if (await output.resultWritten()) {
      output.say("The workbench is open at this address. Press Ctrl+C to end it.");
      await new Promise<void>((resolve) => {
        for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve());
      });
    }
    await server.close();
    return exitCodes.done;
  } finally {
    await engine.close();
  }
};

export function registerServe(program: Command): void {
  withAllow(projectCommand(program, "serve", "open the workbench in a browser"))
    .option("--port <n>", "the port (default: any free one)", "0")
    .action((options: ServeOptions) => finishCommand(options, (output) => serve(options, output)));
}
