import { editor, KeyCode, KeyMod } from "./monaco.ts";

/**
 * Escape hands the focus to what stands behind the editor, so that Tab is never a trap. All other shortcuts
 * are the window's own: it hears them before the editor does.
 */
export function leaveOnEscape(code: editor.IStandaloneCodeEditor, leave: () => void): { dispose(): void } {
  return code.addAction({
    id: "counterproof.leave",
    label: "Leave the editor",
    keybindings: [KeyCode.Escape],
    precondition: "editorTextFocus && !findWidgetVisible && !editorHasMultipleSelections",
    run: leave,
  });
}

// The window's own, even in the moment when they are not to be had: they must not break a line instead.
editor.addKeybindingRules([
  { keybinding: KeyMod.CtrlCmd | KeyCode.Enter, command: null },
  { keybinding: KeyMod.CtrlCmd | KeyMod.Shift | KeyCode.Enter, command: null },
]);

/**
 * Monaco calls its find bar a dialog and leaves it in the page when it is closed; the window's shortcuts, which
 * keep still behind a dialog, would then never come back. It is a search bar, and is called one.
 */
export function nameFindBar(host: HTMLElement): { dispose(): void } {
  const rename = (): void => {
    for (const bar of host.querySelectorAll(".find-widget[role='dialog']")) bar.setAttribute("role", "search");
  };
  const observer = new MutationObserver(rename);
  observer.observe(host, { childList: true, subtree: true });
  return { dispose: () => observer.disconnect() };
}
