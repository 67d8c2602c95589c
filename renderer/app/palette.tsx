import { create } from "zustand";
import { skipToken, useQuery } from "@tanstack/react-query";
import { goTo } from "../shell/navigation.ts";
import { select, type Selection, useSelection } from "../shell/selection.ts";
import { switchBranch } from "../branches/change-branches.ts";
import { useBranches } from "../branches/branches.ts";
import { orpc } from "../engine-client/index.ts";
import { truncateText } from "../rendering/render-budget.ts";
import { Command } from "cmdk";
import { useCommands } from "../shell/commands.ts";
import { Kbd } from "../ui/index.ts";
import { runAfterDialog, CommandDialog, CommandRow } from "../ui/command-dialog.tsx";
import styles from "../ui/command-dialog.module.css";

interface PaletteState {
  isOpen: boolean;
  /** What is typed into it. */
  search: string;
}

const closedPalette: PaletteState = { isOpen: false, search: "" };

const paletteState = create<PaletteState>(() => closedPalette);

export function openPalette(): void {
  paletteState.setState({ ...closedPalette, isOpen: true });
}

function closePalette(): void {
  paletteState.setState(closedPalette);
}

function searchPalette(search: string): void {
  paletteState.setState({ search });
}

interface JumpTarget {
  id: string;
  title: string;
  hint: string;
  run: () => void;
}

/** More rows than this of one kind are for the search to narrow, not for the eye to read. */
const MAX_JUMP_TARGETS = 50;

async function jumpToWorkbench(change: Partial<Selection>): Promise<void> {
  if (await goTo("workbench")) select(change);
}

/** Where the palette can jump to. Versions and conversations appear once something is typed. */
function useJumpTargets(search: string): { heading: string; entries: JumpTarget[] }[] {
  const { promptId, setId } = useSelection();
  const prompts = useQuery(orpc.prompts.list.queryOptions()).data ?? [];
  const versions =
    useQuery(orpc.versions.list.queryOptions({ input: promptId === null ? skipToken : { promptId } })).data ?? [];
  const { branches } = useBranches();
  const conversations =
    useQuery(orpc.conversations.list.queryOptions({ input: setId === null ? skipToken : { setId } })).data ?? [];
  const wanted = search.trim().toLowerCase();

  const toPrompts = prompts.map((prompt) => ({
    id: `prompt ${prompt.id}`,
    title: prompt.name,
    hint: "prompt",
    run: () => void jumpToWorkbench({ promptId: prompt.id }),
  }));
  if (wanted === "") return [{ heading: "Prompts", entries: toPrompts.slice(0, MAX_JUMP_TARGETS) }];

  const toVersions = versions.map((version) => ({
    id: `version ${version.id}`,
    title: `v${version.number}${version.message === "" ? "" : `: ${version.message.split("\n")[0]}`}`,
    hint: version.labels.join(", "),
    run: () => void jumpToWorkbench({ candidate: version.number }),
  }));
  const toBranches = branches.flatMap(({ current, name, ...branch }) =>
    current || promptId === null
      ? []
      : [
          {
            id: `branch ${name}`,
            title: name,
            hint: branch.edited ? "branch, edited" : "branch",
            run: () => void switchBranch(promptId, name),
          },
        ],
  );
  const toConversations = conversations.map((conversation) => ({
    id: `conversation ${conversation.id}`,
    title: truncateText(conversation.title === "" ? conversation.firstUserTurn : conversation.title),
    hint: conversation.id,
    run: () => void jumpToWorkbench({ conversationId: conversation.id }),
  }));
  const matching = (jumps: JumpTarget[]) =>
    jumps.filter(({ title, hint }) => `${title} ${hint}`.toLowerCase().includes(wanted)).slice(0, MAX_JUMP_TARGETS);
  return [
    { heading: "Prompts", entries: matching(toPrompts) },
    { heading: "Branches", entries: matching(toBranches) },
    { heading: "Versions", entries: matching(toVersions) },
    { heading: "Conversations", entries: matching(toConversations) },
  ].filter(({ entries }) => entries.length > 0);
}

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
      <PaletteContents search={search} />
    </CommandDialog>
  );
}

function PaletteContents({ search }: { search: string }) {
  const commands = useCommands().filter(({ id }) => id !== "palette");
  const jumps = useJumpTargets(search);
  const groups = [...new Set(commands.map(({ group }) => group))].sort((a, b) => groupRank(a) - groupRank(b));
  const choose = (run: () => void) => {
    closePalette();
    runAfterDialog(run);
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
function groupRank(group: string): number {
  return ["Prompt", "Go to", "Project", "Window"].indexOf(group);
}

function JumpRow({ jump, onSelect }: { jump: JumpTarget; onSelect: () => void }) {
  return (
    <CommandRow value={`${jump.title} ${jump.hint} ${jump.id}`} onSelect={onSelect}>
      <span className={styles.name}>{jump.title}</span>
      <span className={styles.hint}>{jump.hint}</span>
    </CommandRow>
  );
}
