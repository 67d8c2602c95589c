import { Command } from "cmdk";
import { useCommands } from "../app/commands.ts";
import { Kbd } from "../ui/index.ts";
import { afterDialog, CommandDialog, CommandRow } from "./command-dialog.tsx";
import { closePalette, paletteState, searchPalette } from "./palette-state.ts";
import { type Jump, useJumps } from "./use-jumps.ts";
import styles from "./palette.module.css";

/** Every action by its name, and every prompt, version and conversation to jump to. */
export function Palette() {
  const isOpen = paletteState((state) => state.isOpen);
  const search = paletteState((state) => state.search);
  return (
    <CommandDialog
      open={isOpen}
      onClose={closePalette}
      label="Commands"
      placeholder="Do something, or jump to a prompt, version or conversation"
      empty="Nothing is called that."
      search={search}
      onSearch={searchPalette}
    >
      <Contents search={search} />
    </CommandDialog>
  );
}

function Contents({ search }: { search: string }) {
  const commands = useCommands().filter(({ id }) => id !== "palette");
  const jumps = useJumps(search);
  const groups = [...new Set(commands.map(({ group }) => group))].sort((a, b) => rank(a) - rank(b));
  const choose = (run: () => void) => {
    closePalette();
    afterDialog(run);
  };
  return (
    <>
      {groups.map((group) => (
        <Command.Group key={group} heading={group} className={styles.group}>
          {commands
            .filter((command) => command.group === group)
            .map((command) => (
              <CommandRow
                key={command.id}
                value={`${command.title} ${command.id}`}
                onSelect={() => choose(command.run)}
              >
                <span className={styles.name}>{command.title}</span>
                {command.keys[0] !== undefined && <Kbd keys={command.keys[0]} className={styles.keys} />}
              </CommandRow>
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
    </>
  );
}

/** What the screen in front offers comes first, what is the same everywhere last. */
function rank(group: string): number {
  return ["Prompt", "Go to", "Project", "Window"].indexOf(group);
}

function JumpRow({ jump, onSelect }: { jump: Jump; onSelect: () => void }) {
  return (
    <CommandRow value={`${jump.title} ${jump.hint} ${jump.id}`} onSelect={onSelect}>
      <span className={styles.name}>{jump.title}</span>
      <span className={styles.hint}>{jump.hint}</span>
    </CommandRow>
  );
}
