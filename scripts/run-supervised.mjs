// Runs the module that is its first argument as if that had been started, and stops it, as SIGTERM does, once the process
// that started this one is gone: killed, that one can pass no signal on. Started by foregroundNode alone.
import { realpathSync } from "node:fs";
import { pathToFileURL } from "node:url";

function stop() {
  // On Windows a signal to oneself would end the process at once.
  if (!process.emit("SIGTERM", "SIGTERM")) process.exit(143);
}

process.argv.splice(1, 1);
process.on("disconnect", stop);
// The channel is there to be closed; it keeps nothing waiting.
process.channel?.unref();
if (process.channel === undefined || !process.connected) stop();
await import(pathToFileURL(realpathSync(process.argv[1])).href);
