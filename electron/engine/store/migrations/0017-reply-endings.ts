import type { Migration } from "./migration.ts";

export const replyEndings: Migration = {
  number: 17,
  name: "reply endings",
  sql: `
    -- The provider's own word for why a reply ended; empty where it has none. Null in replies of earlier builds, which took
    -- broken generations for replies: of those only what ended well by the library's word is given again from the cache.
    ALTER TABLE outputs ADD COLUMN raw_finish_reason TEXT;

    -- Few replies are cut, and a comparison asks for all of a run.
    CREATE INDEX outputs_cut ON outputs (run_id, position, finish_reason)
      WHERE finish_reason IN ('length', 'content-filter');

    -- Trials keep replies for the cache alone: those that may be broken are asked for again.
    DELETE FROM trial_results WHERE EXISTS (
      SELECT 1 FROM json_each(trial_results.replies) AS reply
      JOIN trial_replies ON trial_replies.text_id = json_extract(reply.value, '$.textId')
      WHERE trial_replies.finish_reason NOT IN ('stop', 'length'));
    DELETE FROM trial_replies WHERE finish_reason NOT IN ('stop', 'length');
  `,
};
