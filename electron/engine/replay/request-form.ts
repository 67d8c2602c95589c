/** Cannot stand in JSON text: JSON escapes control characters. */
const MARK = "\u0000";

/**
 * A request body with its known texts (system prompt, turns) taken out, so that thousands of bodies
 * are stored as one short form. `fillForm` gives back the body byte for byte.
 */
export function takeForm(body: string, texts: readonly string[]): string {
  let form = "";
  let from = 0;
  texts.forEach((text, index) => {
    const quoted = JSON.stringify(text);
    const at = body.indexOf(quoted, from);
    if (at < 0) return;
    form += `${body.slice(from, at)}${MARK}${index}${MARK}`;
    from = at + quoted.length;
  });
  return form + body.slice(from);
}

/** The inverse of `takeForm`, given the same texts. */
export function fillForm(form: string, texts: readonly string[]): string {
  return form
    .split(MARK)
    .map((part, at) => (at % 2 === 0 ? part : JSON.stringify(texts[Number(part)])))
    .join("");
}
