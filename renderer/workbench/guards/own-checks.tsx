import { useMutation, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { ReplyPair } from "../../../shared/contract/guards.ts";
import type { Check, CheckType } from "../../../shared/domain/check.ts";
import { readCheckForm, type CheckForm } from "../../conversations/editor/check-form.ts";
import { ChecksEditor } from "../../conversations/editor/checks-editor.tsx";
import { useSettled } from "../../conversations/editor/use-settled.ts";
import { orpc } from "../../engine-client/index.ts";
import { toastProblem } from "../../ui/index.ts";
import { TriedLine } from "./tried-line.tsx";
import styles from "./guards.module.css";

interface OwnChecksProps {
  checks: CheckForm[];
  types: readonly CheckType[];
  pair: ReplyPair;
  other: string | null;
  onChange: (checks: CheckForm[]) => void;
}

const TYPING_PAUSE_MS = 300;

/** Checks that a person writes or edits, each tried on the reply as soon as it can be read. */
export function OwnChecks({ checks, types, pair, other, onChange }: OwnChecksProps) {
  return (
    <>
      <ChecksEditor checks={checks} types={types} of="the reply" onChange={onChange} />
      {checks.length > 0 && (
        <ol className={styles.ownTried} aria-label="What the checks say of the replies">
          {checks.map((form) => (
            <li key={form.formKey}>
              <OwnTried form={form} pair={pair} other={other} />
            </li>
          ))}
        </ol>
      )}
    </>
  );
}

function OwnTried({ form, pair, other }: { form: CheckForm; pair: ReplyPair; other: string | null }) {
  const read = useMemo(() => readCheckForm(form), [form]);
  const settled = useSettled(read, TYPING_PAUSE_MS);
  const check: Check | null = "check" in settled ? settled.check : null;
  const tried = useQuery({
    ...orpc.guards.try.queryOptions({ input: { ...pair, check: check ?? { type: "unread" }, ask: false } }),
    enabled: check !== null,
    gcTime: 10_000,
  });
  const asking = useMutation(
    orpc.guards.try.mutationOptions({ onError: (error) => toastProblem("The check could not be tried", error) }),
  );
  if (check === null || !tried.data) return <p className={styles.tried}>not written yet</p>;
  const asked = asking.data && JSON.stringify(asking.variables?.check) === JSON.stringify(check) ? asking.data : null;
  return (
    <TriedLine
      tried={asked ?? tried.data}
      other={other}
      asks={pair.other === null ? 1 : 2}
      onTry={() => asking.mutate({ ...pair, check, ask: true })}
      trying={asking.isPending}
    />
  );
}
