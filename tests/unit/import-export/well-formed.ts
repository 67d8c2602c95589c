/** A small scanner: throws where tags do not balance, an attribute is not quoted or a sign stands raw. */
export function checkWellFormed(source: string, empty: readonly string[] = []): { tags: string[]; text: string } {
  const open: string[] = [];
  const tags: string[] = [];
  let text = "";
  const token = /<(\/?)([a-zA-Z][\w-]*)((?:\s+[\w:-]+(?:="[^"<]*")?)*)\s*(\/?)>|<[!?][^<>]*>|[^<]+|</gy;
  for (let found = token.exec(source); found; found = token.exec(source)) {
    const [whole, close, name, attributes = "", selfClosed] = found;
    if (whole === "<") throw new Error(`a raw < at ${found.index}: ${source.slice(found.index, found.index + 60)}`);
    if (name === undefined) {
      if (!whole.startsWith("<")) text += checkText(whole, open.at(-1));
      continue;
    }
    checkEntities(attributes);
    if (close === "/") {
      const last = open.pop();
      if (last !== name) throw new Error(`</${name}> closes <${last}> at ${found.index}`);
    } else {
      tags.push(name);
      if (selfClosed !== "/" && !empty.includes(name)) open.push(name);
    }
  }
  if (open.length > 0) throw new Error(`never closed: ${open.join(", ")}`);
  return { tags, text };
}

function checkText(text: string, tag: string | undefined): string {
  if (tag === "style") return "";
  if (text.includes(">")) throw new Error(`a raw > in ${text.slice(0, 80)}`);
  checkEntities(text);
  return unescape(text);
}

function checkEntities(text: string): void {
  const raw = /&(?!(?:amp|lt|gt|quot|#39);)/.exec(text);
  if (raw) throw new Error(`a raw & in ${text.slice(raw.index, raw.index + 40)}`);
}

const signs: Readonly<Record<string, string>> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'" };

export function unescape(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => signs[entity] ?? entity);
}

/** Characters that XML 1.0 (fifth edition, 2.2) does not allow in a document. */
export const notXml = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;
