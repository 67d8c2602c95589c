import { useRef } from "react";
import { assertNever } from "../../shared/errors.ts";
import type { ConsentNeed } from "../../shared/domain/consent.ts";
import { consentQuestion } from "../engine-client/index.ts";
import { Button, Dialog } from "../ui/index.ts";
import styles from "./consent-dialog.module.css";

/** Asks before anything goes to an address that nobody has allowed on this machine; once per window. */
export function ConsentDialog() {
  const { asked } = consentQuestion();
  const decline = useRef<HTMLButtonElement>(null);
  if (asked === null) return null;
  const { needs, answer } = asked;
  const files = needs.every(({ kind }) => kind === "file");
  return (
    <Dialog
      open
      onClose={() => answer(false)}
      title={consentTitle(needs)}
      width={560}
      initialFocus={decline}
      description={
        files
          ? "Nothing was read yet. A project can come from somebody else: allow this only if you know the file."
          : "Nothing was sent yet. A project can come from somebody else: allow this only if you know who runs the server."
      }
      actions={
        <>
          <Button ref={decline} onClick={() => answer(false)}>
            Don’t allow
          </Button>
          <Button look="primary" onClick={() => answer(true)}>
            {needs.length === 1 ? "Allow" : `Allow all ${needs.length}`}
          </Button>
        </>
      }
    >
      <ul className={styles.needs}>
        {needs.map((need) => (
          <li key={`${need.kind} ${need.address} ${need.key}`} className={styles.need}>
            <code className={styles.address}>{need.address}</code>
            <dl className={styles.facts}>
              <dt>{need.kind === "file" ? "Would be read" : "Would get"}</dt>
              <dd>{whatIsSent(need)}</dd>
              <dt>Comes from</dt>
              <dd>{need.from}</dd>
              {isUnencrypted(need) && (
                <>
                  <dt>Connection</dt>
                  <dd className={styles.warning}>Not encrypted: everybody on the way can read it</dd>
                </>
              )}
            </dl>
          </li>
        ))}
      </ul>
      <p className={styles.note}>Kept on this computer. You can take it back in Settings, under Allowed addresses.</p>
    </Dialog>
  );
}

function consentTitle(needs: readonly ConsentNeed[]): string {
  const [first] = needs;
  if (needs.length !== 1 || first === undefined) return `Allow these ${needs.length} addresses?`;
  switch (first.kind) {
    case "model":
      return first.key === null ? "Send prompts to this address?" : `Send ${first.key} to this address?`;
    case "webhook":
      return "Send replies to this webhook?";
    case "file":
      return "Read this file?";
    default:
      return assertNever(first.kind);
  }
}

function whatIsSent({ kind, key }: ConsentNeed) {
  switch (kind) {
    case "model":
      return key === null ? (
        "Prompts and conversations, no key"
      ) : (
        <>
          Your key <code>{key}</code>, prompts and conversations
        </>
      );
    case "webhook":
      return "Replies and their conversations, no key";
    case "file":
      return "As a rules file; it is outside the project’s folder";
    default:
      return assertNever(kind);
  }
}

function isUnencrypted({ kind, address }: ConsentNeed): boolean {
  if (kind === "file" || !address.startsWith("http:")) return false;
  return !/^http:\/\/(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/.test(address);
}
