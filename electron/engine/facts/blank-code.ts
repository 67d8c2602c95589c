/** The text with code between fences as spaces, so that offsets stay: sample values in code are no facts. */
export function blankCode(text: string): string {
  if (!text.includes("```")) return text;
  const parts = text.split("```");
  return parts.map((part, at) => (at % 2 === 1 ? " ".repeat(part.length) : part)).join("   ");
}
