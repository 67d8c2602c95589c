import { layersAreSettled } from "../ui/index.ts";

/**
 * Keys that come while a dialog, a menu or a list opens or closes wait for it, so that fast fingers neither lose a
 * letter nor give it to what was there before. Returns what takes a key: true where it was kept for later.
 */
export function createHeldKeys(): (event: KeyboardEvent) => boolean {
  const held: KeyboardEvent[] = [];

  /** One a frame: what a key opens or closes is waited for before the next is given. */
  const giveNext = (): void => {
    if (layersAreSettled()) {
      const event = held.shift();
      if (event !== undefined) give(event);
    }
    if (held.length > 0) requestAnimationFrame(giveNext);
  };

  return (event) => {
    // Keys given below come by here once more.
    if (!event.isTrusted || isModifier(event.key)) return false;
    if (held.length === 0 && layersAreSettled()) return false;
    held.push(event);
    if (held.length === 1) requestAnimationFrame(giveNext);
    return true;
  };
}

function isModifier(key: string): boolean {
  return ["Control", "Meta", "Alt", "Shift", "AltGraph"].includes(key);
}

/** Presses the key where the focus is now, as the browser would have done. */
function give({ key, code, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): void {
  const press = { key, code, ctrlKey, metaKey, altKey, shiftKey, bubbles: true, cancelable: true };
  const target = document.activeElement ?? document.body;
  const isFree = target.dispatchEvent(new KeyboardEvent("keydown", press));
  if (isFree && !ctrlKey && !metaKey && !altKey) actAsBrowser(target, key);
  target.dispatchEvent(new KeyboardEvent("keyup", press));
}

/** What a browser does for a key that no listener took; it does so only for keys that come from a keyboard. */
function actAsBrowser(target: Element, key: string): void {
  if (isTextField(target)) {
    if (key === "Enter" && target instanceof HTMLInputElement) target.form?.requestSubmit();
    else if (key === "Enter") document.execCommand("insertLineBreak");
    else if (key === "Backspace") document.execCommand("delete");
    else if (/^.$/u.test(key)) document.execCommand("insertText", false, key);
  } else if (target instanceof HTMLElement && (key === "Enter" || key === " ")) {
    const presses = key === " " ? "button, input, summary" : "button, a[href], summary";
    if (target.matches(presses)) target.click();
  }
}

function isTextField(target: Element): target is HTMLInputElement | HTMLTextAreaElement {
  if (target instanceof HTMLTextAreaElement) return true;
  return target instanceof HTMLInputElement && !["checkbox", "radio", "button", "submit", "file"].includes(target.type);
}
