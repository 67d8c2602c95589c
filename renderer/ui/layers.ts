import { type RefObject, useLayoutEffect, useRef } from "react";

/** Longer than any layer takes on a slow machine; one that never takes the focus holds up no key for longer. */
const LONGEST_WAIT_MS = 1500;

/** What has to be known of the element that takes the keys, where `F` is what can have the focus. */
interface Popup<F> {
  readonly isConnected: boolean;
  contains(focus: F | null): boolean;
}

interface Layer<F> {
  popup: () => Popup<F> | null;
  stands: "arriving" | "here" | "leaving";
  /** When it began to arrive or to leave, as `performance.now()`. */
  sinceMs: number;
}

/**
 * Dialogs, menus and lists that take the keys from what is below them. Between the key that opens one and its having
 * the focus pass some frames, and again between the key that closes it and the focus being back: what is typed then is
 * meant for neither the old place nor the new one as it stands.
 */
export function createLayers<F>() {
  const layers = new Set<Layer<F>>();
  return {
    /** Tells that a layer was asked for. Returns how to tell that it was dismissed. */
    arrive(popup: Layer<F>["popup"], nowMs: number): (nowMs: number) => void {
      const layer: Layer<F> = { popup, stands: "arriving", sinceMs: nowMs };
      layers.add(layer);
      return (leftMs) => {
        layer.stands = "leaving";
        layer.sinceMs = leftMs;
      };
    },

    /** Whether the place that has the focus is the place that keys are meant for. */
    areSettled(focus: F | null, nowMs: number): boolean {
      let settled = true;
      for (const layer of layers) {
        if (layer.stands === "here") continue;
        const popup = layer.popup();
        const isLate = nowMs - layer.sinceMs > LONGEST_WAIT_MS;
        if (layer.stands === "leaving") {
          if (isLate || !popup?.isConnected) layers.delete(layer);
          else settled = false;
        } else if (isLate || popup?.contains(focus)) layer.stands = "here";
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
    // React forgets the element before it tells that the component is gone.
    let last: E | null = null;
    const leave = layers.arrive(() => (last = popup.current ?? last), performance.now());
    return () => leave(performance.now());
  }, [open]);
  return popup;
}

export function layersAreSettled(): boolean {
  return layers.areSettled(document.activeElement, performance.now());
}
