const MARKER = /^(?:[-*+•–]|\d{1,3}[.)]|[a-z][.)])\s+/;

/**
 * What a rule says, whatever its place in a list: without the marker, which a new item before it renumbers, and with
 * single spaces. Two rules with the same wording are the same rule.
 */
export function wordingOf(text: string): string {
  return text.trim().replace(MARKER, "").replaceAll(/\s+/g, " ").trim();
}
