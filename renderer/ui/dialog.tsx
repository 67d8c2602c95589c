import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { type ReactNode, type RefObject, useRef } from "react";
import { IconButton, Button } from "./button.tsx";
import { useFocusLayer } from "./focus-layers.ts";
import styles from "./dialog.module.css";
import { create } from "zustand";

interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  description?: ReactNode;
  children?: ReactNode;
  /** Buttons, the one that does it last. */
  actions?: ReactNode;
  /** In pixels. */
  width?: number;
  initialFocus?: RefObject<HTMLElement | null>;
}

/** Over everything, until it is answered; Escape and a press outside close it. */
export function Dialog({
  open,
  onClose,
  title,
  description,
  children,
  actions,
  width = 480,
  initialFocus,
}: DialogProps) {
  const layer = useFocusLayer(open);
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Popup ref={layer} data-modal="" className={styles.popup} style={{ width }} initialFocus={initialFocus}>
          <header className={styles.header}>
            <Base.Title className={styles.title}>{title}</Base.Title>
            <Base.Close render={<IconButton label="Close" icon={<X aria-hidden="true" />} />} />
          </header>
          <div className={styles.body}>
            {description !== undefined && (
              <Base.Description className={styles.description}>{description}</Base.Description>
            )}
            {children}
          </div>
          {actions !== undefined && <footer className={styles.actions}>{actions}</footer>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

interface ConfirmQuestion {
  title: string;
  /** What it will do, and what is kept. */
  text: string;
  /** A verb: what the button does. */
  action: string;
  /** What the other button says; "Cancel" unless told. */
  cancel?: string;
  danger?: boolean;
}

interface AskedQuestion {
  question: ConfirmQuestion;
  answer: (yes: boolean) => void;
}

const openQuestion = create<{ asked: AskedQuestion | null }>(() => ({ asked: null }));

/** Asks before something that cannot be undone. Resolves to whether the person said yes. */
export function confirm(question: ConfirmQuestion): Promise<boolean> {
  openQuestion.getState().asked?.answer(false);
  return new Promise((resolve) => {
    openQuestion.setState({ asked: { question, answer: resolve } });
  });
}

/** Where `confirm` appears; once per window. */
export function ConfirmDialog() {
  const { asked } = openQuestion();
  const cancel = useRef<HTMLButtonElement>(null);
  if (asked === null) return null;
  const { question, answer } = asked;
  const settle = (yes: boolean) => {
    openQuestion.setState({ asked: null });
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
