import { editor } from "monaco-editor/editor";

const DARK = matchMedia("(prefers-color-scheme: dark)");

/** Keeps the editors in the window's theme, whose tones stand in the style sheet alone. */
export function followTheme(): void {
  apply();
  new MutationObserver(apply).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  DARK.addEventListener("change", apply);
}

function apply(): void {
  const styles = getComputedStyle(document.documentElement);
  const tone = (name: string): string => hex(styles.getPropertyValue(`--${name}`));
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
function hex(value: string): string {
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
