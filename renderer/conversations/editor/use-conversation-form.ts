import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { CheckType } from "../../../shared/domain/check.ts";
import type { Conversation } from "../../../shared/domain/conversation.ts";
import { setLeaveGuard } from "../../app/route.ts";
import { orpc, problemOf, queryClient } from "../../engine-client/index.ts";
import { confirm } from "../../ui/index.ts";
import {
  type ConversationForm,
  emptyConversationForm,
  readConversationForm,
  sameForm,
  toConversationForm,
} from "./conversation-form.ts";

interface Options {
  setId: string;
  saved: Conversation | null;
  suggestedId: string;
  types: readonly CheckType[];
  onSaved: (conversation: Conversation) => void;
}

/** What is typed, what it started from, and the way to save it. */
export function useConversationForm({ setId, saved, suggestedId, types, onSaved }: Options) {
  const [base, setBase] = useState(saved);
  const [start, setStart] = useState(() => startOf(saved));
  const [form, setForm] = useState(start);
  const [problems, setProblems] = useState<string[]>([]);
  const isDirty = !sameForm(form, start);

  function startOf(conversation: Conversation | null): ConversationForm {
    return conversation === null ? emptyConversationForm(suggestedId) : toConversationForm(conversation, types);
  }

  // Another window changed it: what is typed here stays, what is not follows.
  if (saved !== base) {
    const next = startOf(saved);
    setBase(saved);
    if (!sameForm(next, start)) {
      setStart(next);
      if (!isDirty) setForm(next);
    }
  }

  const saving = useMutation(
    orpc.conversations.save.mutationOptions({
      onSuccess: (stored) => {
        const input = { setId, conversationId: stored.id };
        queryClient.setQueryData(orpc.conversations.get.queryKey({ input }), stored);
        onSaved(stored);
      },
      onError: (error) => setProblems([problemOf(error).message]),
    }),
  );
  const save = () => {
    const read = readConversationForm(form);
    setProblems("problems" in read ? read.problems : []);
    if (!("conversation" in read)) return;
    const input = { setId, conversation: read.conversation, replaces: saved?.id ?? null };
    // What is typed while the save is under way is not what was saved.
    saving.mutate(input, { onSuccess: () => setStart(form) });
  };
  useLeaveGuard(isDirty);

  return {
    form,
    isDirty,
    problems,
    isSaving: saving.isPending,
    save,
    change: (part: Partial<ConversationForm>) => setForm((now) => ({ ...now, ...part })),
    discard: () => {
      setProblems([]);
      setForm(start);
    },
  };
}

/** Asks before unsaved changes are left behind, inside the window and, in a browser, before the page goes. */
function useLeaveGuard(isDirty: boolean): void {
  useEffect(() => {
    if (!isDirty) return;
    setLeaveGuard(() =>
      confirm({
        title: "Leave without saving?",
        text: "This conversation has changes that are not saved. Leaving discards them.",
        action: "Discard changes",
        cancel: "Keep editing",
        danger: true,
      }),
    );
    const onBeforeUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", onBeforeUnload);
    return () => {
      setLeaveGuard(null);
      window.removeEventListener("beforeunload", onBeforeUnload);
    };
  }, [isDirty]);
}
