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
import { editor, KeyCode, KeyMod, languages, Range } from "monaco-editor/editor";
import EditorWorker from "monaco-editor/editor/editor.worker?worker";
import "@fontsource-variable/jetbrains-mono/wght.css";
import { takesTypedText } from "../../ui/index.ts";
import { PROMPT_LANGUAGE, promptTokens } from "./prompt-language.ts";
import { followTheme } from "./monaco-theme.ts";

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
  code.onDidDispose(takesTypedText(place, (text) => code.trigger("keyboard", "type", { text })));
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
