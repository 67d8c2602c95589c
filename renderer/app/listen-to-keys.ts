import { activeCommands, type ActiveCommand } from "./commands.ts";
import { createHeldKeys } from "./held-keys.ts";
import { chordOf, matchKeys, worksWhileTyping } from "./shortcut.ts";

const NEXT_KEY_MS = 900;

/** Gives commands by their keys, wherever the focus is. Returns how to stop. */
export function listenToKeys(target: Window): () => void {
  const isHeld = createHeldKeys(isCommand);
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
        }, NEXT_KEY_MS);
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
    if (chord === null || !isHeard(event.target, chord)) return;
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
function isHeard(target: EventTarget | null, chord: string): boolean {
  if (document.querySelector("[data-modal]") !== null) return false;
  if (!(target instanceof Element)) return true;
  if (target.closest("[role='menu'], [data-base-ui-portal]") !== null) return false;
  const typing = target.closest(
    "input:not([type='checkbox']):not([type='radio']), textarea, select, [contenteditable='true'], .monaco-editor",
  );
  return typing === null || worksWhileTyping(chord);
}
