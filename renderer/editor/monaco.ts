import { languages, editor, KeyCode, KeyMod, Range } from "monaco-editor/editor";
import "monaco-editor/features/codeEditor/register";
import "monaco-editor/features/diffEditor/register";
import "monaco-editor/features/codicon/register";
import "monaco-editor/features/caretOperations/register";
import "monaco-editor/features/clipboard/register";
import "monaco-editor/features/contextmenu/register";
import "monaco-editor/features/cursorUndo/register";
import "monaco-editor/features/dnd/register";
import "monaco-editor/features/find/register";
import "monaco-editor/features/hover/register";
import "monaco-editor/features/lineSelection/register";
import "monaco-editor/features/linesOperations/register";
import "monaco-editor/features/longLinesHelper/register";
import "monaco-editor/features/multicursor/register";
import "monaco-editor/features/readOnlyMessage/register";
import "monaco-editor/features/smartSelect/register";
import "monaco-editor/features/toggleTabFocusMode/register";
import "monaco-editor/features/unicodeHighlighter/register";
import "monaco-editor/features/wordHighlighter/register";
import "monaco-editor/features/wordOperations/register";
import EditorWorker from "monaco-editor/editor/editor.worker?worker";
import "@fontsource-variable/jetbrains-mono/wght.css";
import { onTypedText } from "../ui/index.ts";

export const PROMPT_LANGUAGE = "counterproof-prompt";

/** Prompts are prose with some Markdown and, often, tags and placeholders; no more than that is coloured. */
const promptTokens: languages.IMonarchLanguage = {
  defaultToken: "",
  tokenizer: {
    root: [
      [/^\s{0,3}#{1,6}\s.*$/, "heading"],
      [/^\s*(?:[-*+]|\d{1,3}[.)])(?=\s)/, "bullet"],
      [/^\s*>.*$/, "quote"],
      [/<\/?[A-Za-z][\w.-]*(?:\s[^<>]*)?\/?>/, "tag"],
      [/\{\{[^{}]*\}\}/, "placeholder"],
      [/`[^`]+`/, "code"],
      [/\*\*[^*]+\*\*/, "strong"],
    ],
  },
};

const systemIsDark = matchMedia("(prefers-color-scheme: dark)");

/** Keeps the editors in the window's theme, whose tones stand in the style sheet alone. */
function followTheme(): void {
  applyTheme();
  new MutationObserver(applyTheme).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  systemIsDark.addEventListener("change", applyTheme);
}

function applyTheme(): void {
  const styles = getComputedStyle(document.documentElement);
  const tone = (name: string): string => toSixDigitHex(styles.getPropertyValue(`--${name}`));
  const dark = styles.colorScheme.includes("dark");
  const name = dark ? "counterproof-dark" : "counterproof-light";
  editor.defineTheme(name, {
    base: dark ? "vs-dark" : "vs",
    inherit: false,
    rules: [
      { token: "", foreground: tone("text").slice(1), background: tone("surface").slice(1) },
      { token: "heading", foreground: tone("accent").slice(1), fontStyle: "bold" },
      { token: "bullet", foreground: tone("accent").slice(1) },
      { token: "quote", foreground: tone("text-2").slice(1), fontStyle: "italic" },
      { token: "tag", foreground: tone("changed").slice(1) },
      { token: "placeholder", foreground: tone("flaky").slice(1) },
      { token: "code", foreground: tone("warn").slice(1) },
      { token: "strong", fontStyle: "bold" },
    ],
    colors: {
      foreground: tone("text"),
      focusBorder: tone("focus"),
      "editor.background": tone("surface"),
      "editor.foreground": tone("text"),
      "editor.lineHighlightBackground": tone("surface-2"),
      "editor.lineHighlightBorder": "#00000000",
      "editor.selectionBackground": `${tone("accent")}40`,
      "editor.inactiveSelectionBackground": `${tone("accent")}26`,
      "editor.findMatchBackground": `${tone("warn")}66`,
      "editor.findMatchHighlightBackground": `${tone("warn")}33`,
      "editorCursor.foreground": tone("text"),
      "editorLineNumber.foreground": tone("text-3"),
      "editorLineNumber.activeForeground": tone("text"),
      "editorWidget.background": tone("raised"),
      "editorWidget.foreground": tone("text"),
      "editorWidget.border": tone("hairline-strong"),
      "input.background": tone("surface"),
      "input.foreground": tone("text"),
      "input.border": tone("hairline-strong"),
      "menu.background": tone("raised"),
      "menu.foreground": tone("text"),
      "menu.selectionBackground": tone("selected"),
      "menu.selectionForeground": tone("text"),
      "menu.border": tone("hairline"),
      "scrollbarSlider.background": `${tone("text-3")}40`,
      "scrollbarSlider.hoverBackground": `${tone("text-3")}66`,
      "scrollbarSlider.activeBackground": `${tone("text-3")}80`,
      "diffEditor.insertedLineBackground": `${tone("fixed")}1f`,
      "diffEditor.insertedTextBackground": `${tone("fixed")}40`,
      "diffEditor.removedLineBackground": `${tone("broke")}1f`,
      "diffEditor.removedTextBackground": `${tone("broke")}40`,
      "diffEditor.diagonalFill": tone("hairline"),
    },
  });
  editor.setTheme(name);
}

/** Monaco takes only #rrggbb; the style sheet's own values are of that form or, if not, black stands out at once. */
function toSixDigitHex(value: string): string {
  const text = value.trim();
  if (/^#[0-9a-f]{6}$/i.test(text)) return text;
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(text);
  return short
    ? `#${short
        .slice(1)
        .map((digit) => digit + digit)
        .join("")}`
    : "#000000";
}

globalThis.MonacoEnvironment = { getWorker: () => new EditorWorker() };

languages.register({ id: PROMPT_LANGUAGE });
languages.setMonarchTokensProvider(PROMPT_LANGUAGE, promptTokens);
languages.setLanguageConfiguration(PROMPT_LANGUAGE, {
  wordPattern: /[\p{L}\p{N}_'-]+/u,
  onEnterRules: [
    // A list goes on with the next point; a point without text ends it.
    { beforeText: /^\s*- \S.*$/, action: { indentAction: languages.IndentAction.None, appendText: "- " } },
  ],
});
followTheme();
editor.onDidCreateEditor((code) => {
  const place = code.getContainerDomNode();
  code.onDidDispose(onTypedText(place, (text) => code.trigger("keyboard", "type", { text })));
});
// Columns measured before the bundled font has arrived would put the caret in the wrong place.
void document.fonts.ready.then(() => editor.remeasureFonts());
void document.fonts.load('13px "JetBrains Mono Variable"').then(() => editor.remeasureFonts());

/** What every editor of prompt text has in common. */
export const editorOptions: editor.IEditorOptions & editor.IGlobalEditorOptions = {
  automaticLayout: true,
  bracketPairColorization: { enabled: false },
  contextmenu: true,
  cursorSmoothCaretAnimation: "off",
  fixedOverflowWidgets: true,
  folding: false,
  fontFamily: '"JetBrains Mono Variable", ui-monospace, Menlo, Consolas, monospace',
  fontLigatures: false,
  fontSize: 13,
  glyphMargin: false,
  guides: { indentation: false },
  hideCursorInOverviewRuler: true,
  lineDecorationsWidth: 14,
  lineHeight: 20,
  lineNumbersMinChars: 3,
  links: false,
  minimap: { enabled: false },
  occurrencesHighlight: "off",
  overviewRulerBorder: false,
  overviewRulerLanes: 0,
  padding: { top: 8, bottom: 24 },
  renderLineHighlight: "line",
  scrollBeyondLastLine: false,
  scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10, useShadows: false },
  stickyScroll: { enabled: false },
  unicodeHighlight: { ambiguousCharacters: false, invisibleCharacters: true, nonBasicASCII: false },
  unusualLineTerminators: "auto",
  wordWrap: "on",
  wrappingIndent: "same",
};

export { editor, KeyCode, KeyMod, Range };

const MAX_VERSION_MODELS = 50;
const versionModels = new Map<string, editor.ITextModel>();

/** A version's text never changes, so one model per text serves every view; those not seen for long are let go. */
export function versionModel(text: string): editor.ITextModel {
  const known = versionModels.get(text);
  versionModels.delete(text);
  const model = known ?? editor.createModel(text, PROMPT_LANGUAGE);
  versionModels.set(text, model);
  const [oldest] = versionModels;
  if (versionModels.size > MAX_VERSION_MODELS && oldest) {
    versionModels.delete(oldest[0]);
    oldest[1].dispose();
  }
  return model;
}

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
export function labelFindBar(host: HTMLElement): { dispose(): void } {
  const rename = (): void => {
    for (const bar of host.querySelectorAll(".find-widget[role='dialog']")) bar.setAttribute("role", "search");
  };
  const observer = new MutationObserver(rename);
  observer.observe(host, { childList: true, subtree: true });
  return { dispose: () => observer.disconnect() };
}
