import type { ModelSpec } from "../../shared/domain/model.ts";
import type { Comparisons } from "./compare/comparisons.ts";
import type { Events } from "./events.ts";
import type { KeyRing } from "./models/keys.ts";
import type { ChatModel } from "./models/port.ts";
import type { Replays } from "./replay/replays.ts";
import type { Store } from "./store/store.ts";

/** What the procedures work with; one set per open project. */
export interface Services {
  store: Store;
  events: Events;
  keys: KeyRing;
  replays: Replays;
  comparisons: Comparisons;
  openModel(spec: ModelSpec): Promise<ChatModel>;
  host: "desktop" | "browser";
  log(line: string): void;
}
