import { z } from "zod";

/** The form of names that a REF may be. None may look like another kind of REF. */
export function refNameSchema(what: "label" | "branch") {
  return z
    .string()
    .trim()
    .regex(/^[A-Za-z][A-Za-z0-9._/-]{0,62}$/, `a ${what} starts with a letter and holds letters, digits and . _ / -`)
    .refine((name) => !/^v?\d+$/i.test(name), `a ${what} must not look like a version number`)
    .refine((name) => !/^(latest|draft)$/i.test(name), "latest and draft are taken")
    .refine((name) => !/^[0-9a-f]{6,64}$/i.test(name), `a ${what} must not look like a hash`);
}
