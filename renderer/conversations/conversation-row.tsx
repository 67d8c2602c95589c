import type { ConversationSummary } from "../../shared/domain/conversation.ts";
import { plural } from "../../shared/rules/plural.ts";
import { shortened } from "../rendering/budget.ts";
import { classes, MiddleEllipsis } from "../ui/index.ts";
import styles from "./conversations.module.css";

export function ConversationRow({ conversation }: { conversation: ConversationSummary }) {
  const { id, title, firstUserTurn, tags, turns, checks } = conversation;
  const words = shortened(title || firstUserTurn || id);
  const hint = tags.length > 0 ? `${words}\n${shortened(tags.join(", "), 1_000)}` : words;
  return (
    <>
      <span className={styles.words} title={hint}>
        {words}
      </span>
      <MiddleEllipsis text={shortened(id)} className={classes(styles.id, id.length <= 14 && styles.shortId)} />
      <span className={styles.count} aria-label={plural(turns, "turn")}>
        {turns}
      </span>
      <span className={styles.count} aria-label={plural(checks, "check")}>
        {checks}
      </span>
    </>
  );
}
