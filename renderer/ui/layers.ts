import { type RefObject, useLayoutEffect, useRef } from "react";

/** Longer than any layer takes on a slow machine; one that never takes the focus holds up no key for longer. */
const LONGEST_WAIT_MS = 1500;

/** What has to be known of the element that takes the keys, where `F` is what can have the focus. */
interface Popup<F> {
  contains(focus: F | null): boolean;
  /** False where it is hidden or out of the page: some popups stay in it once they were drawn. */
  checkVisibility(): boolean;
}

/** Where a layer's popup is to be found while it is drawn; the same for as long as the layer comes and goes. */
interface Place<F> {
  readonly current: Popup<F> | null;
}

interface Stand<F> {
  stands: "arriving" | "here" | "leaving";
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
export function createLayers<F extends Pick<Element, "isConnected">>() {
  const layers = new Map<Place<F>, Stand<F>>();
  return {
    /** A layer was asked for while `from` had the focus. */
    arrive(place: Place<F>, from: F | null, nowMs: number): void {
      layers.set(place, { stands: "arriving", sinceMs: nowMs, from });
    },

    /** It was dismissed. */
    leave(place: Place<F>, nowMs: number): void {
      layers.set(place, { stands: "leaving", sinceMs: nowMs, from: layers.get(place)?.from ?? null });
    },

    /** Whether the place that has the focus, if any, is the place that keys are meant for. */
    areSettled(focus: F | null, nowMs: number): boolean {
      let settled = true;
      for (const [place, layer] of layers) {
        if (layer.stands === "here") continue;
        const isLate = nowMs - layer.sinceMs > LONGEST_WAIT_MS;
        if (layer.stands === "leaving") {
          const isBack = focus !== null || !layer.from?.isConnected;
          if (isLate || (isBack && !place.current?.checkVisibility())) layers.delete(place);
          else settled = false;
        } else if (isLate || place.current?.contains(focus)) layer.stands = "here";
        else settled = false;
      }
      return settled;
    },
  };
}

const layers = createLayers<Element>();

/** For the popup of a dialog, a menu or a list: put the reference on the element that holds the focus while it is open. */
export function useLayer<E extends HTMLElement = HTMLDivElement>(open: boolean): RefObject<E | null> {
  const popup = useRef<E>(null);
  useLayoutEffect(() => {
    if (!open) return;
    layers.arrive(popup, focusNow(), performance.now());
    return () => layers.leave(popup, performance.now());
  }, [open]);
  return popup;
}

/** Keys wait until the returned function is called, and then for what was opened meanwhile. */
export function expectLayer(): () => void {
  const place = { current: null };
  layers.arrive(place, null, performance.now());
  return () => layers.leave(place, performance.now());
}

export function layersAreSettled(): boolean {
  return layers.areSettled(focusNow(), performance.now());
}

/** Null where nothing has it: the page's body stands in then. */
function focusNow(): Element | null {
  return document.activeElement === document.body ? null : document.activeElement;
}
