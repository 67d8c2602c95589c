import { Problem } from "../../../../shared/problem.ts";
import type { Store } from "../../store/store.ts";

/** `host` or `host:port`; without a port, any port of it. */
export function isAllowedHost(url: URL, hosts: readonly string[]): boolean {
  return isThisComputer(url.hostname) || hosts.includes(url.hostname) || hosts.includes(url.host);
}

/** The hosts that this project's webhooks may be sent to, in alphabetical order. */
export function webhookHosts(store: Store): string[] {
  const kept: unknown = JSON.parse(store.settings.get("webhookHosts") ?? "[]");
  return Array.isArray(kept) ? kept.filter((host) => typeof host === "string") : [];
}

/** Replaces the list. Throws Problem("bad-input") for what is no host. */
export function saveWebhookHosts(store: Store, hosts: readonly string[]): string[] {
  const clean = [...new Set(hosts.map(cleanHost))].toSorted();
  store.write(() => store.settings.set("webhookHosts", JSON.stringify(clean)));
  return clean;
}

/** As URLs write it: `Hooks.Example.com` and `https://hooks.example.com/path` are both `hooks.example.com`. */
function cleanHost(written: string): string {
  const text = written.trim();
  const address = /^https?:\/\//i.test(text) ? text : `https://${text}`;
  const url = text !== "" && !/[\s@*]/.test(text) && URL.canParse(address) ? new URL(address) : null;
  if (url === null || url.hostname === "") {
    throw new Problem("bad-input", `"${text}" is not a host. Enter one such as hooks.example.com.`, { host: text });
  }
  return url.host;
}

function isThisComputer(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}
