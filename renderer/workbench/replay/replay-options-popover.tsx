import { Popover } from "@base-ui/react/popover";
import { SlidersHorizontal } from "lucide-react";
import { Button, Checkbox, classes, TextField, useLayer } from "../../ui/index.ts";
import {
  type LimitName,
  limitNames,
  noOptions,
  optionsInWords,
  readLimit,
  readSampleLimit,
  useReplayOptions,
} from "./replay-options.ts";
import styles from "./replay-options.module.css";

const fields: Record<LimitName, { label: string; inputMode: "numeric" | "decimal"; error: string }> = {
  calls: { label: "Calls", inputMode: "numeric", error: "A whole number above 0." },
  tokens: { label: "Tokens", inputMode: "numeric", error: "A whole number above 0." },
  dollars: { label: "Dollars", inputMode: "decimal", error: "A number above 0." },
  seconds: { label: "Seconds", inputMode: "decimal", error: "A number above 0." },
};

interface ReplayOptionsPopoverProps {
  /** What the next replay would take, in words. */
  plan: string;
  open: boolean;
  onOpen: (open: boolean) => void;
}

/** Limits and switches of the next replays, beside the button that starts them. */
export function ReplayOptionsPopover({ plan, open, onOpen }: ReplayOptionsPopoverProps) {
  const layer = useLayer(open);
  const options = useReplayOptions();
  const inForce = optionsInWords(options);
  const label = inForce === null ? "Replay options" : `Replay options: ${inForce}`;
  return (
    <Popover.Root open={open} onOpenChange={onOpen}>
      <Popover.Trigger
        aria-label={label}
        title={label}
        className={classes(styles.trigger, inForce !== null && styles.inForce)}
      >
        <SlidersHorizontal aria-hidden="true" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={6} align="end" className={styles.positioner}>
          <Popover.Popup ref={layer} className={styles.popup}>
            <Popover.Title className={styles.title}>Next replay</Popover.Title>
            <p className={styles.plan} aria-live="polite">
              {plan}
            </p>
            <h3 className={styles.heading}>Limits of each run</h3>
            <div className={styles.limits}>
              {limitNames.map((name) => (
                <TextField
                  key={name}
                  label={fields[name].label}
                  inputMode={fields[name].inputMode}
                  placeholder="none"
                  value={options[name]}
                  error={readLimit(name, options[name]) === undefined ? fields[name].error : undefined}
                  onValue={(text) => useReplayOptions.setState({ [name]: text })}
                />
              ))}
              <TextField
                label="Auto-samples a side"
                inputMode="numeric"
                placeholder="usual"
                value={options.samples}
                error={readSampleLimit(options.samples) === undefined ? "A whole number from 2 to 1,000." : undefined}
                onValue={(text) => useReplayOptions.setState({ samples: text })}
              />
            </div>
            <p className={styles.hint}>A run stops before it passes one; what it recorded is kept.</p>
            <div className={styles.switches}>
              <Checkbox
                label="Stop at the first conversation that broke"
                checked={options.failFast}
                onValue={(failFast) => useReplayOptions.setState({ failFast })}
              />
              <Checkbox
                label="Without cache"
                checked={options.withoutCache}
                onValue={(withoutCache) => useReplayOptions.setState({ withoutCache })}
              />
            </div>
            <Button
              look="quiet"
              className={styles.reset}
              disabled={inForce === null}
              onClick={() => useReplayOptions.setState(noOptions)}
            >
              Take all off
            </Button>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
