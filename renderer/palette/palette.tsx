import { Dialog } from "@base-ui/react/dialog";
import { Command } from "cmdk";
import type { ReactNode } from "react";
import { useCommands } from "../app/commands.ts";
import { Kbd } from "../ui/index.ts";
import { closePalette, paletteIsReady, paletteState, searchPalette } from "./palette-state.ts";
import { matchWords } from "./match-words.ts";
import { type Jump, useJumps } from "./use-jumps.ts";
import styles from "./palette.module.css";

/** Every action by its name, and every prompt, version and conversation to jump to. */
export function Palette() {
  const isOpen = paletteState((state) => state.isOpen);
  return (
    <Dialog.Root open={isOpen} onOpenChange={(open) => !open && closePalette()}>
      <Dialog.Portal>
        <Dialog.Backdrop className={styles.backdrop} />
        <Dialog.Popup data-modal="" className={styles.popup} aria-label="Commands">
          <Contents />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Contents() {
  const search = paletteState((state) => state.search);
  const commands = useCommands().filter(({ id }) => id !== "palette");
  const jumps = useJumps(search);
  const groups = [...new Set(commands.map(({ group }) => group))].sort((a, b) => rank(a) - rank(b));
  const choose = (run: () => void) => {
    closePalette();
    // After the dialog gave the focus back, so that what opens next can take it.
    requestAnimationFrame(() => requestAnimationFrame(run));
  };
  return (
    <Command label="Commands" loop filter={matchWords} className={styles.palette}>
      <Command.Input
        autoFocus
        value={search}
        onValueChange={searchPalette}
        onFocus={paletteIsReady}
        placeholder="Do something, or jump to a prompt, version or conversation"
        className={styles.input}
      />
      <Command.List className={styles.list}>
        <Command.Empty className={styles.empty}>Nothing is called that.</Command.Empty>
        {groups.map((group) => (
          <Command.Group key={group} heading={group} className={styles.group}>
            {commands
              .filter((command) => command.group === group)
              .map((command) => (
                <Row key={command.id} value={`${command.title} ${command.id}`} onSelect={() => choose(command.run)}>
                  <span className={styles.name}>{command.title}</span>
                  {command.keys[0] !== undefined && <Kbd keys={command.keys[0]} className={styles.keys} />}
                </Row>
              ))}
          </Command.Group>
        ))}
        {jumps.map(({ heading, entries }) => (
          <Command.Group key={heading} heading={heading} className={styles.group}>
            {entries.map((jump) => (
              <JumpRow key={jump.id} jump={jump} onSelect={() => choose(jump.run)} />
            ))}
          </Command.Group>
        ))}
      </Command.List>
    </Command>
  );
}

/** What the screen in front offers comes first, what is the same everywhere last. */
function rank(group: string): number {
  return ["Prompt", "Go to", "Project", "Window"].indexOf(group);
}

function JumpRow({ jump, onSelect }: { jump: Jump; onSelect: () => void }) {
  return (
    <Row value={`${jump.title} ${jump.hint} ${jump.id}`} onSelect={onSelect}>
      <span className={styles.name}>{jump.title}</span>
      <span className={styles.hint}>{jump.hint}</span>
    </Row>
  );
}

function Row({ value, onSelect, children }: { value: string; onSelect: () => void; children: ReactNode }) {
  return (
    <Command.Item value={value} onSelect={onSelect} className={styles.row}>
      {children}
    </Command.Item>
  );
}
