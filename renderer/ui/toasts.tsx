import { Toast } from "@base-ui/react/toast";
import { X } from "lucide-react";
import { problemOf } from "../engine-client/client.ts";
import { IconButton } from "./button.tsx";
import styles from "./toasts.module.css";

interface ToastMessage {
  title: string;
  text?: string | undefined;
  tone?: "plain" | "problem";
  /** One thing that can be done about it, e.g. undo. */
  action?: { label: string; run: () => void };
}

const manager = Toast.createToastManager();

/** Says something in the window's corner; a problem stays until it is closed. */
export function toast({ title, text, tone = "plain", action }: ToastMessage): void {
  const id = manager.add({
    title,
    description: text,
    type: tone,
    timeout: tone === "problem" ? 0 : action ? 10_000 : 5_000,
    priority: tone === "problem" ? "high" : "low",
    ...(action && {
      actionProps: {
        children: action.label,
        onClick: () => {
          manager.close(id);
          action.run();
        },
      },
    }),
  });
}

/** Says that something could not be done, and why. */
export function toastProblem(title: string, error: unknown): void {
  toast({ title, text: problemOf(error).message, tone: "problem" });
}

/** Where toasts appear; once per window. F6 moves the focus there. */
export function Toasts() {
  return (
    <Toast.Provider toastManager={manager} limit={4}>
      <Toast.Portal>
        <Toast.Viewport className={styles.viewport}>
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function ToastList() {
  const { toasts } = Toast.useToastManager();
  return toasts.map((item) => (
    <Toast.Root key={item.id} toast={item} className={styles.toast}>
      <Toast.Content className={styles.content}>
        <div className={styles.words}>
          <Toast.Title className={styles.title} />
          <Toast.Description className={styles.text} />
        </div>
        <Toast.Action className={styles.action} />
        <Toast.Close render={<IconButton label="Dismiss" icon={<X aria-hidden="true" />} />} />
      </Toast.Content>
    </Toast.Root>
  ));
}
