import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { ReactNode, RefObject } from "react";
import { IconButton } from "./button.tsx";
import { useLayer } from "./layers.ts";
import styles from "./dialog.module.css";

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
  const layer = useLayer(open);
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
