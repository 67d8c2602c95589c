import { skipToken, useQuery } from "@tanstack/react-query";
import { goTo } from "../app/route.ts";
import { select, type Selection, useSelection } from "../app/store.ts";
import { switchBranch } from "../branches/change-branches.ts";
import { useBranches } from "../branches/use-branches.ts";
import { orpc } from "../engine-client/index.ts";
import { shortened } from "../rendering/budget.ts";

export interface Jump {
  id: string;
  title: string;
  hint: string;
  run: () => void;
}

/** More rows than this of one kind are for the search to narrow, not for the eye to read. */
const MOST = 50;

async function jump(change: Partial<Selection>): Promise<void> {
  if (await goTo("workbench")) select(change);
}

/** Where the palette can jump to. Versions and conversations appear once something is typed. */
export function useJumps(search: string): { heading: string; entries: Jump[] }[] {
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
    run: () => void jump({ promptId: prompt.id }),
  }));
  if (wanted === "") return [{ heading: "Prompts", entries: toPrompts.slice(0, MOST) }];

  const toVersions = versions.map((version) => ({
    id: `version ${version.id}`,
    title: `v${version.number}${version.message === "" ? "" : `: ${version.message.split("\n")[0]}`}`,
    hint: version.labels.join(", "),
    run: () => void jump({ candidate: version.number }),
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
    title: shortened(conversation.title === "" ? conversation.firstUserTurn : conversation.title),
    hint: conversation.id,
    run: () => void jump({ conversationId: conversation.id }),
  }));
  const matching = (jumps: Jump[]) =>
    jumps.filter(({ title, hint }) => `${title} ${hint}`.toLowerCase().includes(wanted)).slice(0, MOST);
  return [
    { heading: "Prompts", entries: matching(toPrompts) },
    { heading: "Branches", entries: matching(toBranches) },
    { heading: "Versions", entries: matching(toVersions) },
    { heading: "Conversations", entries: matching(toConversations) },
  ].filter(({ entries }) => entries.length > 0);
}
