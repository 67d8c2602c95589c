import { isTextField, layersAreSettled, onMac, typeText } from "../ui/index.ts";

type Press = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">;

/** Keys that what has the focus hears itself, or that can be done for it. */
const given = new Set(["Enter", "Escape", "Backspace", "ArrowUp", "ArrowDown", "Home", "End"]);

/** What a key presses, as a selector. */
const pressedBy = new Map([
  ["Enter", "button, a[href], summary"],
  [" ", "button, input, summary"],
]);

/**
 * Keys that come while a dialog, a menu or a list opens or closes wait for it, so that fast fingers neither lose a
 * letter nor give it to what was there before. Held are text, the keys that lists and fields take, and chords that
 * are commands; what only a browser can do, such as copying, is left to it. Returns what takes a key: true where it
 * was kept for later.
 */
export function createHeldKeys(isCommand: (event: KeyboardEvent) => boolean): (event: KeyboardEvent) => boolean {
  const held: KeyboardEvent[] = [];

  /** What a key opens or closes is waited for before the next is given; what is typed goes on at once. */
  const giveNext = (): void => {
    while (layersAreSettled()) {
      const event = held.shift();
      if (event === undefined) return;
      if (give(event) !== "typed") break;
    }
    if (held.length > 0) requestAnimationFrame(giveNext);
  };

  return (event) => {
    // Keys given below come by here once more.
    if (!event.isTrusted || event.isComposing) return false;
    if (!isText(event) && !isPlain(event) && !isCommand(event)) return false;
    if (held.length === 0 && layersAreSettled()) return false;
    held.push(event);
    if (held.length === 1) requestAnimationFrame(giveNext);
    return true;
  };
}

/** A single character; on a Mac those typed with Option too. */
function isText({ key, ctrlKey, metaKey, altKey }: Press): boolean {
  return /^.$/u.test(key) && !ctrlKey && !metaKey && (!altKey || onMac);
}

function isPlain({ key, ctrlKey, metaKey, altKey }: Press): boolean {
  return given.has(key) && !ctrlKey && !metaKey && !altKey;
}

/** Presses the key where the focus is now, as the browser would have done. Tells whether it was only text. */
function give(event: KeyboardEvent): "typed" | "pressed" {
  const { key, code, keyCode, ctrlKey, metaKey, altKey, shiftKey } = event;
  const press = { key, code, keyCode, ctrlKey, metaKey, altKey, shiftKey, bubbles: true, cancelable: true };
  const target = document.activeElement ?? document.body;
  const isFree = target.dispatchEvent(new KeyboardEvent("keydown", press));
  const typed = isFree && isText(event) && typeText(target, key);
  if (isFree && !typed && !ctrlKey && !metaKey && !altKey) actAsBrowser(target, key);
  target.dispatchEvent(new KeyboardEvent("keyup", press));
  return typed ? "typed" : "pressed";
}

/** What a browser does for a key that no listener took; it does so only for keys that come from a keyboard. */
function actAsBrowser(target: Element, key: string): void {
  const presses = pressedBy.get(key);
  if (target instanceof HTMLTextAreaElement && key === "Enter") document.execCommand("insertLineBreak");
  else if (isTextField(target) && key === "Enter") submit(target.form);
  else if (isTextField(target) && key === "Backspace") document.execCommand("delete");
  else if (target instanceof HTMLElement && presses !== undefined && target.matches(presses)) target.click();
}

/** Through its button, which may be disabled. Source: implicit submission, HTML standard. */
function submit(form: HTMLFormElement | null): void {
  const button = form?.querySelector<HTMLElement>("button:not([type='button'], [type='reset']), [type='submit']");
  if (button) button.click();
  else form?.requestSubmit();
}
