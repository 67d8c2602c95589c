import { useRef } from "react";
import { create } from "zustand";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";

interface Question {
  title: string;
  /** What it will do, and what is kept. */
  text: string;
  /** A verb: what the button does. */
  action: string;
  /** What the other button says; "Cancel" unless told. */
  cancel?: string;
  danger?: boolean;
}

interface Asked {
  question: Question;
  answer: (yes: boolean) => void;
}

const asking = create<{ asked: Asked | null }>(() => ({ asked: null }));

/** Asks before something that cannot be undone. Resolves to whether the person said yes. */
export function confirm(question: Question): Promise<boolean> {
  asking.getState().asked?.answer(false);
  return new Promise((resolve) => {
    asking.setState({ asked: { question, answer: resolve } });
  });
}

/** Where `confirm` appears; once per window. */
export function ConfirmDialog() {
  const { asked } = asking();
  const cancel = useRef<HTMLButtonElement>(null);
  if (asked === null) return null;
  const { question, answer } = asked;
  const settle = (yes: boolean) => {
    asking.setState({ asked: null });
    answer(yes);
  };
  return (
    <Dialog
      open
      onClose={() => settle(false)}
      title={question.title}
      description={question.text}
      width={420}
      initialFocus={cancel}
      actions={
        <>
          <Button ref={cancel} onClick={() => settle(false)}>
            {question.cancel ?? "Cancel"}
          </Button>
          <Button look={question.danger ? "danger" : "primary"} onClick={() => settle(true)}>
            {question.action}
          </Button>
        </>
      }
    />
  );
}
