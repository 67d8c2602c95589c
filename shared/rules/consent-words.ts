import { assertNever } from "../assert-never.ts";
import type { ConsentKey } from "../domain/trust.ts";

/** What would happen, as a sentence without its subject: "send replies to https://…". */
export function consentInWords({ kind, address, key }: ConsentKey): string {
  const plain = kind !== "file" && isPlain(address) ? ", unencrypted" : "";
  switch (kind) {
    case "model":
      return key === null
        ? `send prompts and conversations to ${address}${plain}`
        : `send ${key}, prompts and conversations to ${address}${plain}`;
    case "webhook":
      return `send replies and their conversations to ${address}${plain}`;
    case "file":
      return `read ${address}, which is outside the project's folder`;
    default:
      return assertNever(kind);
  }
}

/** Whether what goes there can be read on its way. */
function isPlain(address: string): boolean {
  return /^http:\/\/(?!(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$)/.test(address);
}
