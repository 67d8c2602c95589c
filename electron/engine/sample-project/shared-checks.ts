import type { Check } from "../../../shared/domain/check.ts";

export const closingCheck: Check = { type: "icontains", value: "not legal advice" };
export const noCompetitorCheck: Check = { type: "not-icontains", value: "lexdirect" };
export const noInventedNumberCheck: Check = { type: "not-contains", value: "555-0142" };
export const noBorrowedNumberCheck: Check = { type: "not-contains", value: "555-0173" };
export const answersCheck: Check = { type: "not-is-refusal" };
