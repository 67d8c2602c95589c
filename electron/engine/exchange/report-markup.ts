/** Text that is markup already: the only kind that `markup` does not escape. */
export interface Markup {
  readonly markup: string;
}

type Part = string | number | null | Markup | readonly Part[];

/**
 * A template for HTML and XML alike: strings put into it are escaped, in text and in quoted attributes.
 * Lists are joined, null is left out.
 */
export function markup(strings: TemplateStringsArray, ...parts: Part[]): Markup {
  let made = strings[0] ?? "";
  parts.forEach((part, at) => {
    made += toMarkup(part) + (strings[at + 1] ?? "");
  });
  return { markup: made };
}

function toMarkup(part: Part): string {
  if (part === null) return "";
  if (typeof part === "string") return escape(part);
  if (typeof part === "number") return String(part);
  if ("markup" in part) return part.markup;
  return part.map(toMarkup).join("");
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escape(text: string): string {
  return visible(text).replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}

/**
 * Text without what XML 1.0 forbids and terminals obey: control characters become their pictures (␛),
 * lone surrogates and non-characters �. Tabs stay; every line ends in \n.
 */
export function visible(text: string): string {
  return text.replace(/\r\n|\p{Cc}|\p{Cs}|[\uFFFE\uFFFF]/gu, (found) => {
    if (found === "\n" || found === "\t") return found;
    if (found === "\r\n" || found === "\r") return "\n";
    const code = found.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? "␡" : "�";
  });
}
