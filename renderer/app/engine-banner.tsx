import { X } from "lucide-react";
import { useEffect, useState } from "react";
import { useEngineState } from "../engine-client/index.ts";
import { Button, IconButton } from "../ui/index.ts";
import { goTo } from "./route.ts";
import styles from "./engine-banner.module.css";

/** A short wait for the first answer is no news. */
const QUIET_MS = 800;

/** Says that the engine does not answer, or that it stopped and came back, and what is kept. */
export function EngineBanner() {
  const { state, message, returns } = useEngineState();
  const [dismissed, setDismissed] = useState(0);
  if (state === "failed") return null;
  if (state === "connecting") return <Connecting message={message} />;
  if (state === "up") {
    return returns > dismissed ? <Returned onDismiss={() => setDismissed(returns)} /> : null;
  }
  return (
    <div role="status" className={styles.banner}>
      {message ?? "The engine stopped. Recorded replies are kept; it is starting again."}
    </div>
  );
}

/** It is often back within a blink; what happened is still to be read. */
function Returned({ onDismiss }: { onDismiss: () => void }) {
  const showRuns = () => {
    onDismiss();
    void goTo("runs");
  };
  return (
    <div role="status" className={styles.banner}>
      <span>
        The engine stopped and was started again. Recorded replies are kept; a replay that was cut off can go on.
      </span>
      <Button look="quiet" onClick={showRuns}>
        Show runs
      </Button>
      <IconButton label="Dismiss" icon={<X aria-hidden="true" />} onClick={onDismiss} />
    </div>
  );
}

function Connecting({ message }: { message: string | null }) {
  const [isLong, setIsLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsLong(true), QUIET_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!isLong) return null;
  return (
    <div role="status" className={styles.banner}>
      {message ?? "Waiting for the engine to start."}
    </div>
  );
}
