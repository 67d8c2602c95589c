import { useEffect, useState } from "react";
import { useEngineState } from "../engine-client/index.ts";
import styles from "./engine-banner.module.css";

/** A short wait for the first answer is no news. */
const QUIET_MS = 800;

/** Says that the engine does not answer, and what is kept. */
export function EngineBanner() {
  const { state, message } = useEngineState();
  if (state === "up" || state === "failed") return null;
  if (state === "connecting") return <Connecting message={message} />;
  return (
    <div role="status" className={styles.banner}>
      {message ?? "The engine stopped. Recorded replies are kept; it is starting again."}
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
