import { useLayoutEffect, useRef } from "react";
import { create } from "zustand";
import { onMac, isTextField, areLayersStable, typeText } from "../ui/index.ts";

export interface Command {
  id: string;
  /** A verb phrase in sentence case: its name in the palette. */
  title: string;
  /** Shortcuts; the first is shown. `Mod+Enter` is a chord, `g w` two keys in a row. */
  keys?: string | readonly string[];
  run: () => void;
  /** False while it cannot be done: hidden from the palette, its keys do nothing. */
  enabled?: boolean;
  /** A heading in the palette. */
  group?: string;
}

interface ActiveCommand {
  id: string;
  title: string;
  keys: readonly string[];
  group: string;
  run: () => void;
}

const commandRegistry = create<{ commands: readonly ActiveCommand[] }>(() => ({ commands: [] }));

/** Every command that can be given now. */
export function useCommands(): readonly ActiveCommand[] {
  return commandRegistry((state) => state.commands);
}

export function activeCommands(): readonly ActiveCommand[] {
  return commandRegistry.getState().commands;
}

/** Offers an action in the palette and on its keys for as long as the component is mounted. */
export function useCommand({ id, title, keys, run, enabled = true, group = "This screen" }: Command): void {
  const latest = useRef(run);
  // With what is drawn, not some time after: a key means what is on screen when it is pressed.
  useLayoutEffect(() => {
    latest.current = run;
  });
  const allKeys = (typeof keys === "string" ? [keys] : (keys ?? [])).join("\n");
  useLayoutEffect(() => {
    if (!enabled) return;
    const command: ActiveCommand = {
      id,
      title,
      group,
      keys: allKeys === "" ? [] : allKeys.split("\n"),
      run: () => latest.current(),
    };
    commandRegistry.setState(({ commands }) => ({
      commands: [...commands.filter((other) => other.id !== id), command],
    }));
    return () =>
      commandRegistry.setState(({ commands }) => ({ commands: commands.filter((other) => other !== command) }));
  }, [id, title, group, allKeys, enabled]);
}

/** The parts of a keyboard event that decide a shortcut. */
export interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/** A key press as commands write it: `Mod+Enter`, `Shift+Escape`, `g`. Null for a modifier alone. */
export function chordOf(press: KeyPress, mac: boolean = onMac): string | null {
  const { key } = press;
  if (["Control", "Meta", "Alt", "Shift", "AltGraph", "Dead", "Unidentified", "Process"].includes(key)) return null;
  const isCharacter = key.length === 1;
  const isLetter = isCharacter && key.toLowerCase() !== key.toUpperCase();
  const parts: string[] = [];
  if (mac ? press.metaKey : press.ctrlKey) parts.push("Mod");
  if (mac && press.ctrlKey) parts.push("Ctrl");
  if (press.altKey) parts.push("Alt");
  // A sign such as ? already says that Shift was held.
  if (press.shiftKey && (!isCharacter || isLetter)) parts.push("Shift");
  parts.push(key === " " ? "Space" : isLetter ? key.toLowerCase() : key);
  return parts.join("+");
}

/** Whether a chord may act while a person types: those with Mod, Alt or Ctrl, and function keys. */
export function worksWhileTyping(chord: string): boolean {
  return /^(Mod|Ctrl|Alt)\+/.test(chord) || /^(Shift\+)?F\d+$/.test(chord);
}

type KeyMatch<T> = { kind: "run"; target: T } | { kind: "wait"; target: T | null } | { kind: "none" };

/** What the keys pressed so far mean: a command, the start of a longer shortcut (perhaps a command too), or nothing. */
export function matchKeys<T>(
  pressed: readonly string[],
  bindings: readonly { keys: string; target: T }[],
): KeyMatch<T> {
  const typed = pressed.join(" ");
  const exact = bindings.find(({ keys }) => keys === typed)?.target;
  if (bindings.some(({ keys }) => keys.startsWith(`${typed} `))) return { kind: "wait", target: exact ?? null };
  return exact === undefined ? { kind: "none" } : { kind: "run", target: exact };
}

type KeyModifiers = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">;

/** Keys that what has the focus hears itself, or that can be done for it. */
const bufferedKeys = new Set(["Enter", "Escape", "Backspace", "ArrowUp", "ArrowDown", "Home", "End"]);

/** What a key presses, as a selector. */
const pressedByKey = new Map([
  ["Enter", "button, a[href], summary"],
  [" ", "button, input, summary"],
]);

/**
 * Keys that come while a dialog, a menu or a list opens or closes wait for it, so that fast fingers neither lose a
 * letter nor give it to what was there before. Held are text, the keys that lists and fields take, and chords that
 * are commands; what only a browser can do, such as copying, is left to it. Returns what takes a key: true where it
 * was kept for later.
 */
function createKeyBuffer(isCommand: (event: KeyboardEvent) => boolean): (event: KeyboardEvent) => boolean {
  const held: KeyboardEvent[] = [];

  /** What a key opens or closes is waited for before the next is given; what is typed goes on at once. */
  const giveNext = (): void => {
    while (areLayersStable()) {
      const event = held.shift();
      if (event === undefined) return;
      if (dispatchKey(event) !== "typed") break;
    }
    if (held.length > 0) requestAnimationFrame(giveNext);
  };

  return (event) => {
    // Keys given below come by here once more.
    if (!event.isTrusted || event.isComposing) return false;
    if (!isTypedCharacter(event) && !isBufferedKey(event) && !isCommand(event)) return false;
    if (held.length === 0 && areLayersStable()) return false;
    held.push(event);
    if (held.length === 1) requestAnimationFrame(giveNext);
    return true;
  };
}

/** A single character; on a Mac those typed with Option too. */
function isTypedCharacter({ key, ctrlKey, metaKey, altKey }: KeyModifiers): boolean {
  return /^.$/u.test(key) && !ctrlKey && !metaKey && (!altKey || onMac);
}

function isBufferedKey({ key, ctrlKey, metaKey, altKey }: KeyModifiers): boolean {
  return bufferedKeys.has(key) && !ctrlKey && !metaKey && !altKey;
}

/** Presses the key where the focus is now, as the browser would have done. Tells whether it was only text. */
function dispatchKey(event: KeyboardEvent): "typed" | "pressed" {
  const { key, code, keyCode, ctrlKey, metaKey, altKey, shiftKey } = event;
  const press = { key, code, keyCode, ctrlKey, metaKey, altKey, shiftKey, bubbles: true, cancelable: true };
  const target = document.activeElement ?? document.body;
  const isFree = target.dispatchEvent(new KeyboardEvent("keydown", press));
  const typed = isFree && isTypedCharacter(event) && typeText(target, key);
  if (isFree && !typed && !ctrlKey && !metaKey && !altKey) runDefaultAction(target, key);
  target.dispatchEvent(new KeyboardEvent("keyup", press));
  return typed ? "typed" : "pressed";
}

/** What a browser does for a key that no listener took; it does so only for keys that come from a keyboard. */
function runDefaultAction(target: Element, key: string): void {
  const presses = pressedByKey.get(key);
  if (target instanceof HTMLTextAreaElement && key === "Enter") document.execCommand("insertLineBreak");
  else if (isTextField(target) && key === "Enter") submitForm(target.form);
  else if (isTextField(target) && key === "Backspace") document.execCommand("delete");
  else if (target instanceof HTMLElement && presses !== undefined && target.matches(presses)) target.click();
}

/** Through its button, which may be disabled. Source: implicit submission, HTML standard. */
function submitForm(form: HTMLFormElement | null): void {
  const button = form?.querySelector<HTMLElement>("button:not([type='button'], [type='reset']), [type='submit']");
  if (button) button.click();
  else form?.requestSubmit();
}

const SEQUENCE_TIMEOUT_MS = 900;

/** Gives commands by their keys, wherever the focus is. Returns how to stop. */
export function listenToKeys(target: Window): () => void {
  const isHeld = createKeyBuffer(isCommand);
  let pressed: string[] = [];
  let waiting: ReturnType<typeof setTimeout> | undefined;

  const take = (chord: string): boolean => {
    clearTimeout(waiting);
    const bindings = activeCommands().flatMap((command) => command.keys.map((keys) => ({ keys, target: command })));
    const before = pressed;
    pressed = [...before, chord];
    const match = matchKeys<ActiveCommand>(pressed, bindings);
    switch (match.kind) {
      case "run":
        pressed = [];
        match.target.run();
        return true;
      case "wait":
        waiting = setTimeout(() => {
          pressed = [];
          match.target?.run();
        }, SEQUENCE_TIMEOUT_MS);
        return true;
      case "none":
        pressed = [];
        return before.length > 0 && take(chord);
    }
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    if (isHeld(event)) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    const chord = chordOf(event);
    if (chord === null || !isShortcutAllowed(event.target, chord)) return;
    if (!take(chord)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  // Before the editor sees it: Monaco keeps Mod+K and others for itself.
  target.addEventListener("keydown", onKeyDown, { capture: true });
  return () => {
    clearTimeout(waiting);
    target.removeEventListener("keydown", onKeyDown, { capture: true });
  };
}

function isCommand(event: KeyboardEvent): boolean {
  const chord = chordOf(event);
  if (chord === null) return false;
  return activeCommands().some(({ keys }) => keys.some((one) => one === chord || one.startsWith(`${chord} `)));
}

/** Nothing is heard behind a dialog (toasts have that role too, but hold nothing up); while typing, only chords are. */
function isShortcutAllowed(target: EventTarget | null, chord: string): boolean {
  if (document.querySelector("[data-modal]") !== null) return false;
  if (!(target instanceof Element)) return true;
  if (target.closest("[role='menu'], [data-base-ui-portal]") !== null) return false;
  const typing = target.closest(
    "input:not([type='checkbox']):not([type='radio']), textarea, select, [contenteditable='true'], .monaco-editor",
  );
  return typing === null || worksWhileTyping(chord);
}
