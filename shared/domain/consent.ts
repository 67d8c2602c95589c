import { z } from "zod";

/**
 * What may be asked or read on this person's machine, whatever project is open. `model` and `webhook`: `address` is
 * scheme, host and port, names in Punycode; `key` is the name of the key that may go there, null for none. `file`:
 * `address` is an absolute path, behind all symbolic links.
 */
export const consentKeySchema = z.object({
  kind: z.enum(["model", "webhook", "file"]),
  address: z.string().min(1).max(5_000),
  key: z.string().max(200).nullable(),
});
export type ConsentKey = z.infer<typeof consentKeySchema>;

export const consentSchema = consentKeySchema.extend({ at: z.iso.datetime() });
export type Consent = z.infer<typeof consentSchema>;

/** A consent that is missing. `from` says in words where the address comes from. */
export const consentNeedSchema = consentKeySchema.extend({ from: z.string() });
export type ConsentNeed = z.infer<typeof consentNeedSchema>;
