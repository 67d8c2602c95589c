import { create } from "zustand";
import { persist } from "zustand/middleware";

export type ReplyView = "diff" | "rendered" | "raw";

/** How replies are shown; remembered by the window. */
export const useReplyView = create<{ view: ReplyView }>()(
  persist(() => ({ view: "diff" as ReplyView }), { name: "counterproof-reply-view" }),
);
