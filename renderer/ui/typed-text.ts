/** Editors that draw their own text: no browser types into them for a script. */
const editors = new Map<Element, (text: string) => void>();

/** Says how text is typed into an editor that draws its own. Returns how to take that back. */
export function takesTypedText(place: Element, type: (text: string) => void): () => void {
  editors.set(place, type);
  return () => editors.delete(place);
}

/** Types where the focus is, as the keyboard would. False where no text goes. */
export function typeText(target: Element, text: string): boolean {
  const own = [...editors].find(([place]) => place.contains(target));
  if (own) own[1](text);
  else if (isTextField(target)) document.execCommand("insertText", false, text);
  return own !== undefined || isTextField(target);
}

export function isTextField(target: Element): target is HTMLInputElement | HTMLTextAreaElement {
  if (target instanceof HTMLTextAreaElement) return true;
  return target instanceof HTMLInputElement && !["checkbox", "radio", "button", "submit", "file"].includes(target.type);
}
