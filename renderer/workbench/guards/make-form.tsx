import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { CheckType } from "../../../shared/domain/check.ts";
import type { ConversationSet } from "../../../shared/domain/conversation.ts";
import type { GuardDraft } from "../../../shared/domain/guard.ts";
import { plural } from "../../../shared/rules/plural.ts";
import { toCheckForm } from "../../conversations/editor/check-form.ts";
import { client, problemOf } from "../../engine-client/index.ts";
import { Button, Select, TextField } from "../../ui/index.ts";
import { DraftTurns } from "./draft-turns.tsx";
import { readGuardForm, startForm, type GuardForm } from "./guard-form.ts";
import { leaveGuard, useGuardState, type GuardQuestion } from "./guard-store.ts";
import { OwnChecks } from "./own-checks.tsx";
import { SuggestionRow } from "./suggestion-row.tsx";
import styles from "./guards.module.css";

interface MakeFormProps {
  question: GuardQuestion;
  draft: GuardDraft;
  sets: readonly ConversationSet[];
  types: readonly CheckType[];
}

/** Puts the conversation together: its turns, its checks, where it goes. */
export function MakeForm({ question, draft, sets, types }: MakeFormProps) {
  const [form, setForm] = useState(() => startForm(draft));
  const [problems, setProblems] = useState<string[]>([]);
  const add = useRef<HTMLButtonElement>(null);
  useEffect(() => add.current?.focus(), []);
  const change = (part: Partial<GuardForm>): void => setForm((now) => ({ ...now, ...part }));
  const { pair, side } = question;
  const other = draft.other === null ? null : (question.other?.name ?? null);
  const saving = useMutation({
    mutationFn: async () => {
      const setId = form.setId ?? "";
      const { id } = await client.guards.freshId({ setId, like: `${draft.from}-guard` });
      const read = readGuardForm(form, draft, id);
      if ("problems" in read) return read;
      await client.conversations.save({ setId, conversation: read.conversation, replaces: null });
      return { setId, conversationId: id, title: read.conversation.title || id };
    },
    onSuccess(done) {
      if ("problems" in done) return setProblems(done.problems);
      useGuardState.setState({ made: done });
    },
    onError: (error) => setProblems([problemOf(error).message]),
  });
  const save = (): void => {
    const read = readGuardForm(form, draft, "not-known-yet");
    setProblems("problems" in read ? read.problems : []);
    if (!("problems" in read) && !saving.isPending) saving.mutate();
  };
  const set = sets.find(({ id }) => id === form.setId);
  const without = (at: number, all: readonly number[]): number[] => all.filter((one) => one !== at);
  return (
    <form
      className={styles.form}
      aria-label="The conversation"
      onSubmit={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        save();
      }}
    >
      <div className={styles.body}>
        <div className={styles.heads}>
          <TextField label="Title" value={form.title} maxLength={500} onValue={(title) => change({ title })} />
          <TextField label="Tags" value={form.tags} placeholder="must, phone" onValue={(tags) => change({ tags })} />
          <div className={styles.set}>
            <span className={styles.label}>Goes to</span>
            <Select
              label="The set it goes to"
              value={form.setId}
              options={sets.map(({ id, name }) => ({ value: id, label: name }))}
              onValue={(setId) => change({ setId })}
            />
          </div>
        </div>
        <DraftTurns draft={draft} name={side.name} fixed={form.fixed} onFixed={(fixed) => change({ fixed })} />
        <section className={styles.section} aria-label="Suggested checks">
          <div className={styles.sectionHead}>
            <h3>Suggested checks on the reply</h3>
          </div>
          {draft.suggestions.length === 0 && (
            <p className={styles.why}>
              Nothing speaks against this reply: no check fails, no fact is new. Add the check that it should pass.
            </p>
          )}
          <ul className={styles.suggestions}>
            {draft.suggestions.map((suggestion, at) =>
              form.moved.includes(at) ? null : (
                <SuggestionRow
                  key={at}
                  suggestion={suggestion}
                  pair={pair}
                  other={other}
                  taken={form.taken.includes(at)}
                  onTaken={(taken) =>
                    setForm((now) => ({
                      ...now,
                      taken: taken ? [...without(at, now.taken), at] : without(at, now.taken),
                    }))
                  }
                  onEdit={() =>
                    change({
                      moved: [...form.moved, at],
                      taken: without(at, form.taken),
                      own: [...form.own, toCheckForm(suggestion.check, types)],
                    })
                  }
                />
              ),
            )}
          </ul>
        </section>
        <section className={styles.section} aria-label="Checks of your own">
          <div className={styles.sectionHead}>
            <h3>Checks of your own</h3>
          </div>
          <OwnChecks checks={form.own} types={types} pair={pair} other={other} onChange={(own) => change({ own })} />
        </section>
      </div>
      <footer className={styles.footer}>
        <p
          role={problems.length > 0 ? "alert" : "status"}
          className={problems.length > 0 ? styles.problem : styles.quiet}
        >
          {problems.length > 0 ? `Not added. ${problems.join(" ")}` : checksInWords(form)}
        </p>
        <Button onClick={leaveGuard}>Cancel</Button>
        <Button ref={add} look="primary" keys="Mod+Enter" aria-disabled={saving.isPending} onClick={save}>
          {set ? `Add to ${set.name}` : "Add"}
        </Button>
      </footer>
    </form>
  );
}

function checksInWords({ taken, own }: GuardForm): string {
  const count = taken.length + own.length;
  if (count === 0) return "Without a check it counts as passing, whatever is replied.";
  return plural(count, "check");
}
