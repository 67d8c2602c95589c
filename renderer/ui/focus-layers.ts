import { type RefObject, useLayoutEffect, useRef } from "react";

/** Longer than any layer takes on a slow machine; one that never takes the focus holds up no key for longer. */
const MAX_WAIT_MS = 1500;

/** What has to be known of the element that takes the keys, where `F` is what can have the focus. */
interface Popup<F> {
  contains(focus: F | null): boolean;
  /** False where it is hidden or out of the page: some popups stay in it once they were drawn. */
  checkVisibility(): boolean;
}

/** Where a layer's popup is to be found while it is drawn; the same for as long as the layer comes and goes. */
interface PopupRef<F> {
  readonly current: Popup<F> | null;
}

interface FocusLayer<F> {
  phase: "opening" | "open" | "closing";
  /** When it began to arrive or to leave, as `performance.now()`. */
  sinceMs: number;
  /** What had the focus before, and gets it back unless something else does; null where nothing had it. */
  from: F | null;
}

/**
 * Dialogs, menus and lists that take the keys from what is below them. Between the key that opens one and its having
 * the focus pass some frames, and again between the key that closes it and the focus being back: what is typed then is
 * meant for neither the old place nor the new one as it stands.
 */
export function createFocusLayers<F extends Pick<Element, "isConnected">>() {
  const layers = new Map<PopupRef<F>, FocusLayer<F>>();
  return {
    /** A layer was asked for while `from` had the focus. */
    open(place: PopupRef<F>, from: F | null, nowMs: number): void {
      layers.set(place, { phase: "opening", sinceMs: nowMs, from });
    },

    /** It was dismissed. */
    close(place: PopupRef<F>, nowMs: number): void {
      layers.set(place, { phase: "closing", sinceMs: nowMs, from: layers.get(place)?.from ?? null });
    },

    /** Whether the place that has the focus, if any, is the place that keys are meant for. */
    areStable(focus: F | null, nowMs: number): boolean {
      let settled = true;
      for (const [place, layer] of layers) {
        if (layer.phase === "open") continue;
        const isLate = nowMs - layer.sinceMs > MAX_WAIT_MS;
        if (layer.phase === "closing") {
          const isBack = focus !== null || !layer.from?.isConnected;
          if (isLate || (isBack && !place.current?.checkVisibility())) layers.delete(place);
          else settled = false;
        } else if (isLate || place.current?.contains(focus)) layer.phase = "open";
        else settled = false;
      }
      return settled;
    },
  };
}

const layers = createFocusLayers<Element>();

/** For the popup of a dialog, a menu or a list: put the reference on the element that holds the focus while it is open. */
export function useFocusLayer<E extends HTMLElement = HTMLDivElement>(open: boolean): RefObject<E | null> {
  const popup = useRef<E>(null);
  useLayoutEffect(() => {
    if (!open) return;
    layers.open(popup, focusNow(), performance.now());
    return () => layers.close(popup, performance.now());
  }, [open]);
  return popup;
}

/** Keys wait until the returned function is called, and then for what was opened meanwhile. */
export function announceLayer(): () => void {
  const place = { current: null };
  layers.open(place, null, performance.now());
  return () => layers.close(place, performance.now());
}

export function areLayersStable(): boolean {
  return layers.areStable(focusNow(), performance.now());
}

/** Null where nothing has it: the page's body stands in then. */
function focusNow(): Element | null {
  return document.activeElement === document.body ? null : document.activeElement;
}

/** Editors that draw their own text: no browser types into them for a script. */
const editors = new Map<Element, (text: string) => void>();

/** Says how text is typed into an editor that draws its own. Returns how to take that back. */
export function onTypedText(place: Element, type: (text: string) => void): () => void {
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
