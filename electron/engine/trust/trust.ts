import { realpathSync } from "node:fs";
import { stat } from "node:fs/promises";
import path from "node:path";
import type { Consent, ConsentKey, ConsentNeed } from "../../../shared/domain/consent.ts";
import { Problem } from "../../../shared/problem.ts";
import { formatConsent } from "../../../shared/format/notices.ts";
import { rulesFilePlaces } from "../files/rules-file.ts";
import { type FileBytes, readFileNamedByPerson, readFileNamedByProject } from "../files/read-file.ts";
import { isLoopback, originOf } from "./address.ts";
import { type Consents, isSameConsent } from "./consents.ts";

/** What somebody must allow first. Nothing was sent or read. */
export class ConsentMissing extends Problem {
  readonly needs: readonly ConsentNeed[];

  constructor(needs: readonly ConsentNeed[]) {
    const [first] = needs;
    const more = needs.slice(1).map((need) => ` It would also ${formatConsent(need)} (${need.from}).`);
    const what = first ? `This would ${formatConsent(first)} (${first.from}), which nobody has allowed here.` : "";
    super("not-allowed", `${what}${more.join("")} Nothing was sent.`, {
      address: first?.address ?? null,
      key: first?.key ?? null,
    });
    this.needs = needs;
  }
}

let createPermit: (origin: string, holds: () => boolean) => Permit;

/**
 * The right to send to one origin. The http client sends nothing without one, and only Trust makes them, so that no call
 * can leave unasked.
 */
export class Permit {
  readonly #origin: string;
  readonly #holds: () => boolean;

  static {
    createPermit = (origin, holds) => new Permit(origin, holds);
  }

  private constructor(origin: string, holds: () => boolean) {
    this.#origin = origin;
    this.#holds = holds;
  }

  /** Throws Problem("not-allowed") for another origin, and where the consent was taken back since. */
  check(url: string | URL): void {
    const { origin } = typeof url === "string" ? new URL(url) : url;
    if (origin === this.#origin && this.#holds()) return;
    const why = origin === this.#origin ? "was taken back while this was under way" : "is for another address";
    throw new Problem("not-allowed", `Nothing was sent to ${origin}: the permission ${why}.`, { address: origin });
  }
}

/** An API that a model is called at. */
interface CalledApi {
  /** Its address as it will be called. */
  baseUrl: string;
  /** The provider's own address; null where it has none. */
  ownBaseUrl: string | null;
  /** The name of the key that goes along; null for none. */
  key: string | null;
}

interface TrustOptions {
  consents: Consents;
  /** Rules files below it need no consent. */
  projectFolder: string | null;
  /** Addresses and paths that a person gave by hand for as long as this process lasts, for any key. */
  allow?: readonly string[];
}

/** Given by hand: a missing kind or key stands for any. */
interface ProcessConsent {
  kind?: ConsentKey["kind"];
  address: string;
  key?: string | null;
}

/**
 * Decides who may be asked, with which key, and which files outside the project's folder may be read. What a project
 * says never counts: consents are this person's, on this machine.
 */
export function createTrust({ consents, projectFolder, allow = [] }: TrustOptions) {
  const processConsents: ProcessConsent[] = allow.flatMap(processConsentsFrom);
  /** What came through a pipe that a person named: it can be read once only. */
  const pipes = new Map<string, FileBytes>();
  const folder = projectFolder === null ? null : realFolder(projectFolder);
  /** Counts changes, so that a permit need not look for its consent at every call. */
  let changes = 0;

  const isAllowed = (asked: ConsentKey): boolean =>
    processConsents.some((one) => covers(one, asked)) || consents.list().some((one) => covers(one, asked));

  const permit = (origin: string, needed: ConsentKey | null): Permit => {
    let seen = changes;
    let holds = true;
    return createPermit(origin, () => {
      if (needed !== null && seen !== changes) {
        holds = isAllowed(needed);
        seen = changes;
      }
      return holds;
    });
  };

  const requireAll = (needs: readonly ConsentNeed[]): void => {
    const missing = needs.filter((need) => !isAllowed(need));
    const different = missing.filter((need, at) => missing.findIndex((one) => isSameConsent(one, need)) === at);
    if (different.length > 0) throw new ConsentMissing(different);
  };

  const isInside = (realPath: string): boolean => folder !== null && realPath.startsWith(folder + path.sep);

  const placesOf = (name: string): string[] => rulesFilePlaces(projectFolder, name);

  return {
    /** What of these nobody has allowed is thrown as ConsentMissing, all together. */
    require: requireAll,

    /** Throws ConsentMissing. `from` says where the address comes from. */
    permitModel(api: CalledApi, from: string): Permit {
      const needed = modelConsent(api);
      if (needed !== null) requireAll([{ ...needed, from }]);
      return permit(originOf(api.baseUrl), needed);
    },

    /** Throws ConsentMissing. */
    permitWebhook(url: URL): Permit {
      const needed = webhookConsent(url);
      requireAll([{ ...needed, from: "a webhook check" }]);
      return permit(url.origin, needed);
    },

    placesOf,

    /**
     * Reads a rules file that a project or a person names. Null where there is none in any of its places. Throws
     * ConsentMissing where it lies outside the project's folder, Problem("unreadable-file") where it cannot be read.
     */
    async readRules(name: string, maxBytes: number, from: string): Promise<FileBytes | null> {
      for (const place of placesOf(name)) {
        if (processConsents.some((one) => covers(one, { kind: "file", address: place, key: null }))) {
          const bytes = await readGiven(place, maxBytes);
          if (bytes) return bytes;
          continue;
        }
        const read = await readFileNamedByProject(
          place,
          (real) => {
            if (!isInside(real)) requireAll([{ kind: "file", address: real, key: null, from }]);
          },
          maxBytes,
        );
        if (read) return read;
      }
      return null;
    },

    /** The consent that reading a rules file takes; null where it takes none, or there is no such file. */
    fileConsent(name: string): ConsentKey | null {
      for (const place of placesOf(name)) {
        if (processConsents.some((one) => covers(one, { kind: "file", address: place, key: null }))) return null;
        const real = realPathOf(place);
        if (real !== null) return isInside(real) ? null : { kind: "file", address: real, key: null };
      }
      return null;
    },

    /** A person typed it for this once: it holds as long as this process. */
    allowForProcess(key: ConsentKey): void {
      processConsents.push({ kind: key.kind, address: key.address, key: key.key });
    },

    list: (): Consent[] => consents.list(),
    /** A person said yes: kept on this machine. Throws Problem("bad-input") for what is no address. */
    allow(keys: readonly ConsentKey[]): void {
      consents.add(keys.map((one) => (one.kind === "file" ? one : { ...one, address: originOf(one.address) })));
      changes += 1;
    },
    revoke(key: ConsentKey): void {
      consents.remove(key);
      changes += 1;
    },
  };

  /** A file that a person named may lie anywhere and be anything. */
  async function readGiven(place: string, maxBytes: number): Promise<FileBytes | null> {
    const known = pipes.get(place);
    if (known) return known;
    const found = await stat(place).catch(() => null);
    if (found === null) return null;
    const read = await readFileNamedByPerson(place, maxBytes);
    if (!found.isFile()) pipes.set(place, read);
    return read;
  }
}
export type Trust = ReturnType<typeof createTrust>;

/** The consent that a call takes; null where it takes none: a provider's own https address, or this machine without a key. */
export function modelConsent({ baseUrl, ownBaseUrl, key }: CalledApi): ConsentKey | null {
  const url = new URL(baseUrl);
  if (ownBaseUrl !== null && url.protocol === "https:" && url.origin === originOf(ownBaseUrl)) return null;
  if (key === null && isLoopback(url.hostname)) return null;
  return { kind: "model", address: url.origin, key };
}

/** Replies go to a program that somebody else may have written into the project: this machine is no exception. */
export function webhookConsent(url: URL): ConsentKey {
  return { kind: "webhook", address: url.origin, key: null };
}

/** Who allowed a key to go somewhere has allowed a call without it too. */
function covers(one: ProcessConsent, asked: ConsentKey): boolean {
  if ((one.kind ?? asked.kind) !== asked.kind || one.address !== asked.address) return false;
  return asked.key === null || one.key === undefined || one.key === asked.key;
}

/** `--allow` takes an address or a path. */
function processConsentsFrom(written: string): ProcessConsent[] {
  const text = written.trim();
  if (/^https?:\/\//i.test(text)) return [{ address: originOf(text) }];
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(text) || text === "") {
    throw new Problem(
      "bad-input",
      `"${text}" cannot be allowed: name an address that starts with http:// or https://, or a file.`,
    );
  }
  const place = path.resolve(text);
  const real = realPathOf(place);
  return [place, ...(real === null || real === place ? [] : [real])].map((address) => ({ kind: "file", address }));
}

function realFolder(folder: string): string {
  return realPathOf(folder) ?? path.resolve(folder);
}

function realPathOf(place: string): string | null {
  try {
    return realpathSync(place);
  } catch {
    return null;
  }
}
