import type { Check } from "../../../shared/domain/check.ts";

export const closing: Check = { type: "icontains", value: "not legal advice" };
export const noCompetitor: Check = { type: "not-icontains", value: "lexdirect" };
export const noInventedNumber: Check = { type: "not-contains", value: "555-0142" };
export const noBorrowedNumber: Check = { type: "not-contains", value: "555-0173" };
export const answers: Check = { type: "not-is-refusal" };
