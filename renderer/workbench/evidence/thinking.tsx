import { PagedText } from "../../rendering/paged-text.tsx";
import { plural } from "../../../shared/rules/plural.ts";
import styles from "./evidence.module.css";

interface ThinkingProps {
  text: string;
  /** As the provider counted them; null where it did not. */
  tokens: number | null;
}

/** What the model thought before it answered: no part of the reply, and folded until somebody asks for it. */
export function Thinking({ text, tokens }: ThinkingProps) {
  const size = tokens === null ? plural(text.length, "character") : plural(tokens, "token");
  return (
    <details className={styles.thinking}>
      <summary>Thinking · {size}</summary>
      <div className={styles.thought}>
        <PagedText text={text} />
      </div>
    </details>
  );
}
