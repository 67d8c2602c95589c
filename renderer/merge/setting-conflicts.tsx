import { Segmented } from "../ui/index.ts";
import { changeWork } from "./merge-store.ts";
import { settingValue, settingWords } from "./settings.ts";
import type { Merge } from "./use-merge.ts";
import styles from "./merge.module.css";

/** Settings of the model that both sides changed, each to something else: which one the merge takes. */
export function SettingConflicts({ merge }: { merge: Merge }) {
  const { preview, names, work, key } = merge;
  if (preview.settingConflicts.length === 0) return null;
  return (
    <div className={styles.settings} role="group" aria-label="Model settings that both sides changed">
      <span>Both changed the model's settings:</span>
      {preview.settingConflicts.map(({ name, base, ours, theirs }) => (
        <span key={name} className={styles.setting} title={`${names.base}: ${settingValue(base)}`}>
          {settingWords[name]}
          <Segmented
            label={settingWords[name]}
            value={work.fromTheirs.includes(name) ? "theirs" : "ours"}
            options={[
              { value: "ours", label: `${settingValue(ours)} of ${names.ours}` },
              { value: "theirs", label: `${settingValue(theirs)} of ${names.theirs}` },
            ]}
            onValue={(side) => {
              const others = work.fromTheirs.filter((one) => one !== name);
              changeWork(key, { fromTheirs: side === "theirs" ? [...others, name] : others });
            }}
          />
        </span>
      ))}
    </div>
  );
}
