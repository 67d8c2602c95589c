import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** The kernel's clock ticks a second, as user space sees them: 100 on every Linux that Node.js runs on. */
const TICKS_PER_SECOND = 100;
const ASK_LIMIT_MS = 5_000;

const REMEMBERED_MS = 30_000;
const remembered = new Map<number, { start: number | null; askedAt: number }>();

/**
 * When the process with this id began, in milliseconds since 1970, to the second; null where that cannot be had. An
 * answer holds for half a minute: outside Linux it takes a program's start to ask.
 */
export function processStart(pid: number): number | null {
  const known = remembered.get(pid);
  if (known && performance.now() - known.askedAt < REMEMBERED_MS) return known.start;
  const start = askFor(pid);
  remembered.set(pid, { start, askedAt: performance.now() });
  return start;
}

function askFor(pid: number): number | null {
  try {
    if (process.platform === "linux") return fromProc(pid);
    return process.platform === "win32" ? fromPowerShell(pid) : fromPs(pid);
  } catch {
    return null;
  }
}

/** Field 22 of /proc/PID/stat, in ticks since the machine started. Source: proc_pid_stat(5). */
function fromProc(pid: number): number | null {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  // The second field is the program's name, which may hold spaces and parentheses.
  const ticks = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]);
  const booted = /^btime (\d+)$/m.exec(readFileSync("/proc/stat", "latin1"))?.[1];
  const start = Number(booted) * 1_000 + (ticks / TICKS_PER_SECOND) * 1_000;
  return Number.isFinite(start) ? start : null;
}

/** `ps` gives the age as [[days-]hours:]minutes:seconds, the same in every language. */
function fromPs(pid: number): number | null {
  const age = execFileSync("ps", ["-o", "etime=", "-p", String(pid)], { encoding: "utf8", timeout: ASK_LIMIT_MS });
  const parts = /^(?:(?:(\d+)-)?(\d+):)?(\d+):(\d+)$/.exec(age.trim());
  if (!parts) return null;
  const [days, hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0));
  const old = (((days ?? 0) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0);
  return Date.now() - old * 1_000;
}

function fromPowerShell(pid: number): number | null {
  const command = `(Get-Process -Id ${pid}).StartTime.ToUniversalTime().ToString("o")`;
  const answer = execFileSync("powershell.exe", ["-NoProfile", "-NonInteractive", "-Command", command], {
    encoding: "utf8",
    timeout: ASK_LIMIT_MS,
    windowsHide: true,
  });
  const at = Date.parse(answer.trim());
  return Number.isNaN(at) ? null : at;
}
