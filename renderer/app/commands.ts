import { useLayoutEffect, useRef } from "react";
import { create } from "zustand";

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

export interface ActiveCommand {
  id: string;
  title: string;
  keys: readonly string[];
  group: string;
  run: () => void;
}

const registry = create<{ commands: readonly ActiveCommand[] }>(() => ({ commands: [] }));

/** Every command that can be given now. */
export function useCommands(): readonly ActiveCommand[] {
  return registry((state) => state.commands);
}

export function activeCommands(): readonly ActiveCommand[] {
  return registry.getState().commands;
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
    registry.setState(({ commands }) => ({ commands: [...commands.filter((other) => other.id !== id), command] }));
    return () => registry.setState(({ commands }) => ({ commands: commands.filter((other) => other !== command) }));
  }, [id, title, group, allKeys, enabled]);
}
