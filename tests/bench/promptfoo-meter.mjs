// Preloaded into promptfoo's processes: leaves behind what each of them took, in a file of its own.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

process.on("exit", () => {
  const { user, system } = process.cpuUsage();
  const linux =
    process.platform === "linux" ? /VmHWM:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8")) : null;
  const peakMb = Number(linux?.[1] ?? process.resourceUsage().maxRSS) / 1024;
  const file = path.join(process.env.COUNTERPROOF_BENCH_METER, `${process.pid}.json`);
  writeFileSync(file, JSON.stringify({ cpuMs: (user + system) / 1000, peakMb }));
});
