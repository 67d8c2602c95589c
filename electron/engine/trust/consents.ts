import { chmodSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { type Consent, type ConsentKey, consentSchema } from "../../../shared/domain/consent.ts";
import { errorMessageOf } from "../../../shared/errors.ts";
import { currentTimestamp } from "../clock.ts";

const fileSchema = z.object({ consents: z.array(consentSchema) });
const MAX_CONSENTS_BYTES = 1024 * 1024;

/** The consents of this person's machine: one small file for all hosts and projects. */
export interface Consents {
  list(): Consent[];
  add(keys: readonly ConsentKey[]): void;
  remove(key: ConsentKey): void;
}

/**
 * Consents kept in `consents.json` of a folder, which every process of this person shares: it is read again whenever it
 * changed, and each change is made to what stands in it then. A file that cannot be read counts as empty: whatever it
 * said is asked for again. Without a folder, or where it cannot be written, they last as long as this process.
 */
export function openConsents(folder: string | null, log: (line: string) => void): Consents {
  const file = folder === null ? null : path.join(folder, "consents.json");
  let kept: Consent[] = [];
  let readAt: string | null = null;

  const read = (): Consent[] => {
    if (file === null) return kept;
    const stat = statOf(file);
    const mark = stat ? `${stat.ino} ${stat.mtimeNs} ${stat.size}` : "none";
    if (mark === readAt) return kept;
    readAt = mark;
    kept = stat?.isFile() && stat.size <= MAX_CONSENTS_BYTES ? parse(file) : [];
    return kept;
  };

  const write = (consents: Consent[]): void => {
    kept = consents;
    if (file === null || folder === null) return;
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const part = `${file}.${process.pid}.part`;
      writeFileSync(part, `${JSON.stringify({ consents }, null, 2)}\n`, { mode: 0o600 });
      chmodSync(part, 0o600);
      renameSync(part, file);
      readAt = null;
    } catch (error) {
      log(
        `${file} could not be written, so what was allowed or taken back holds until this ends: ${errorMessageOf(error)}`,
      );
    }
  };

  return {
    list: () => [...read()],
    add(keys) {
      const known = read();
      const added = keys.filter((key) => !known.some((one) => isSameConsent(one, key)));
      if (added.length > 0)
        write([...known, ...added.map(({ kind, address, key }) => ({ kind, address, key, at: currentTimestamp() }))]);
    },
    remove(key) {
      const known = read();
      const left = known.filter((one) => !isSameConsent(one, key));
      if (left.length < known.length) write(left);
    },
  };
}

export function isSameConsent(one: ConsentKey, other: ConsentKey): boolean {
  return one.kind === other.kind && one.address === other.address && one.key === other.key;
}

function statOf(file: string) {
  try {
    return statSync(file, { throwIfNoEntry: false, bigint: true });
  } catch {
    return undefined;
  }
}

function parse(file: string): Consent[] {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(file, "utf8"))).consents;
  } catch {
    return [];
  }
}
