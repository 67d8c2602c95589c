/** The report's own sheet, with the window's tones. On paper it is always light, and what is folded opens. */
export const reportCss = `
:root {
  color-scheme: light;
  --surface: #ffffff; --surface-2: #f7f7f8; --surface-3: #eeeef0;
  --hairline: #e2e2e6; --hairline-strong: #c9c9d0;
  --text: #1b1b1f; --text-2: #55555e; --text-3: #6c6c76;
  --broke: #c92a2a; --fixed: #1f7a3a; --changed: #1c64b8; --failing: #8a3535; --same: #767680;
  --flaky: #7a3fb5; --undecided: #62626c; --warn: #946000; --focus: #3b5bdb;
  --broke-soft: #fdeaea;
  --added-bg: #d8f2df; --added-text: #14532a; --removed-bg: #fbdcdc; --removed-text: #8a1d1d;
  --mono: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    color-scheme: dark;
    --surface: #17171a; --surface-2: #1d1d21; --surface-3: #26262b;
    --hairline: #2e2e34; --hairline-strong: #47474f;
    --text: #ececef; --text-2: #b4b4bd; --text-3: #93939d;
    --broke: #ff7b7b; --fixed: #62c983; --changed: #74b2f5; --failing: #cf8f8f; --same: #8b8b95;
    --flaky: #c49bf0; --undecided: #a2a2ac; --warn: #e0b052; --focus: #8ea6ff;
    --broke-soft: #3d2023;
    --added-bg: #1d3d29; --added-text: #b5ecc6; --removed-bg: #4a2326; --removed-text: #ffc9c9;
  }
}
* { box-sizing: border-box; }
body {
  max-width: 1080px; margin: 0 auto; padding: 40px 24px 80px;
  background: var(--surface); color: var(--text);
  font: 14px/1.5 system-ui, -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif;
  overflow-wrap: anywhere; -webkit-text-size-adjust: 100%;
}
h1, h2, h3, p, dl, dd, ul { margin: 0; padding: 0; }
h1 { font-size: 26px; font-weight: 650; line-height: 1.2; letter-spacing: -0.01em; }
h2 { font-size: 15px; font-weight: 650; }
a { color: inherit; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 3px; }
.eyebrow, .faint, .facts dt { color: var(--text-3); font-size: 12px; }
.eyebrow { margin-bottom: 4px; }
.arrow { color: var(--text-3); font-weight: 400; }
.mono, .line { font-family: var(--mono); font-size: 12px; }
.num { font-variant-numeric: tabular-nums; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(200px, 1fr)); gap: 12px 24px; margin-top: 20px; }
.facts dd { font-variant-numeric: tabular-nums; }
.broke { --tone: var(--broke); } .fixed { --tone: var(--fixed); } .changed { --tone: var(--changed); }
.failing { --tone: var(--failing); } .same { --tone: var(--same); } .flaky { --tone: var(--flaky); }
.undecided { --tone: var(--undecided); } .warn { --tone: var(--warn); }
.sign { color: var(--tone); white-space: nowrap; }
.sign b { display: inline-block; min-width: 1.2em; font-weight: 600; }

.score { display: flex; flex-wrap: wrap; gap: 20px 48px; margin-top: 28px; padding: 20px 0; border: solid var(--hairline); border-width: 1px 0; }
.counts { display: flex; flex-wrap: wrap; gap: 4px 24px; list-style: none; align-content: start; flex: 1 1 320px; }
.counts a { display: block; text-decoration: none; color: var(--text-2); }
.counts a:hover span { text-decoration: underline; }
.counts strong { display: block; font-size: 22px; font-weight: 600; line-height: 1.25; color: var(--tone); font-variant-numeric: tabular-nums; }
.counts .same strong, .counts .undecided strong { color: var(--text); }
.bar { display: flex; gap: 2px; flex: 1 1 100%; height: 6px; margin-top: 10px; }
.bar i { min-width: 3px; border-radius: 2px; background: var(--tone); }
.bar .same { background: var(--hairline-strong); }
.rate { flex: 0 1 380px; }
.rate strong { display: block; font-size: 22px; font-weight: 600; line-height: 1.25; font-variant-numeric: tabular-nums; }
.rate p { color: var(--text-2); font-variant-numeric: tabular-nums; }
.interval { position: relative; height: 18px; margin: 8px 0 0; border-bottom: 1px solid var(--hairline-strong); }
.interval i { position: absolute; bottom: -1px; }
.interval .zero { width: 1px; height: 14px; background: var(--text-3); }
.interval .reach { height: 3px; bottom: -2px; border-radius: 2px; background: var(--text-2); }
.interval .point { width: 9px; height: 9px; bottom: -5px; margin-left: -4.5px; border-radius: 50%; background: var(--text); }
.scale { display: flex; justify-content: space-between; }
.notes { margin-top: 16px; padding-left: 18px; color: var(--warn); }

section { margin-top: 36px; }
section > h2, section > details > summary > h2 { display: inline; }
section > h2 { display: block; margin-bottom: 8px; }
summary { cursor: pointer; }
.plain { padding: 6px 0; color: var(--text-2); }
.diff { margin-top: 8px; padding: 8px 0; border: 1px solid var(--hairline); border-radius: 6px; overflow: hidden; }
.diff summary { padding: 2px 12px; background: var(--surface-2); color: var(--text-3); font-size: 12px; }
.line { display: grid; grid-template-columns: 3.5em 1.6em minmax(0, 1fr); padding-right: 12px; line-height: 1.6; }
.line > :first-child { padding-right: 8px; color: var(--text-3); text-align: right; user-select: none; }
.line > :nth-child(2) { text-align: center; user-select: none; }
.line > :last-child { white-space: pre-wrap; min-height: 1.6em; text-decoration: none; }
.line.added { background: var(--added-bg); color: var(--added-text); }
.line.removed { background: var(--removed-bg); color: var(--removed-text); }

.rows { border-bottom: 1px solid var(--hairline); }
.conversation { border-top: 1px solid var(--hairline); content-visibility: auto; contain-intrinsic-size: auto 41px; }
.conversation[open] { contain-intrinsic-size: auto 480px; }
.conversation > summary {
  display: grid; grid-template-columns: 1em minmax(84px, max-content) minmax(0, 1fr) auto; gap: 2px 12px;
  align-items: baseline; padding: 9px 4px; list-style: none;
}
.conversation > summary::-webkit-details-marker { display: none; }
.conversation > summary::before { content: "›"; color: var(--text-3); text-align: center; }
.conversation[open] > summary::before { transform: rotate(90deg); }
.conversation > summary:hover { background: var(--surface-2); }
.conversation .title { font-weight: 550; }
.conversation .title .faint { margin-left: 6px; font-weight: 400; }
.conversation .title .mono { display: inline-block; max-width: 100%; }
.group-same .title { font-weight: 400; }
.group-same > details[open] > summary { margin-bottom: 8px; }
.group-broke .conversation > summary .sign { font-weight: 650; }
.inside { padding: 0 4px 20px calc(1em + 16px); }
.inside > p { margin-bottom: 8px; color: var(--text-2); }
.turn + .turn { margin-top: 24px; }
.turn > .eyebrow { display: block; }
.text { white-space: pre-wrap; max-width: 76ch; line-height: 1.55; unicode-bidi: isolate; }
.user { margin-bottom: 10px; padding-left: 12px; border-left: 2px solid var(--hairline-strong); color: var(--text-2); }
.replies { display: grid; grid-template-columns: 1fr 1fr; gap: 12px; }
.replies.one { grid-template-columns: minmax(0, 1fr); }
.reply { min-width: 0; padding: 10px 12px; border-radius: 6px; background: var(--surface-2); }
.reply h3 { margin-bottom: 4px; color: var(--text-3); font-size: 12px; font-weight: 550; }
.reply .meta { margin-top: 8px; color: var(--text-3); font-size: 12px; font-variant-numeric: tabular-nums; }
.reply .meta + .meta { margin-top: 0; }
.meta .warn, .error { color: var(--warn); }
ins, del { border-radius: 2px; -webkit-box-decoration-break: clone; box-decoration-break: clone; }
.text ins { background: var(--added-bg); color: var(--added-text); text-decoration: underline; text-decoration-thickness: 1px; text-underline-offset: 2px; }
.text del { background: var(--removed-bg); color: var(--removed-text); text-decoration: line-through; text-decoration-thickness: 1px; }
.verdicts { margin-top: 10px; list-style: none; font-size: 13px; }
.verdicts li { padding: 3px 0; }
.verdicts .mono { color: var(--text-2); }
.verdicts .side { display: block; padding-left: 18px; color: var(--text-2); }
.verdicts + details, .replies + details { margin-top: 6px; color: var(--text-3); font-size: 12px; }
footer { margin-top: 48px; color: var(--text-3); font-size: 12px; }

@media (max-width: 640px) {
  body { padding: 24px 14px 48px; }
  h1 { font-size: 22px; }
  .facts { grid-template-columns: 1fr 1fr; gap: 10px 16px; }
  .score { gap: 20px; }
  .counts { gap: 8px 20px; flex-basis: 100%; }
  .rate { flex-basis: 100%; }
  .replies { grid-template-columns: minmax(0, 1fr); }
  .conversation > summary { grid-template-columns: 1em minmax(0, 1fr) auto; }
  .conversation .title { grid-column: 2 / -1; grid-row: 2; }
  .inside { padding-left: 0; }
  .line { grid-template-columns: 2.6em 1.4em minmax(0, 1fr); }
}
@media print {
  @page { margin: 14mm; }
  body { max-width: none; padding: 0; font-size: 10pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .conversation { content-visibility: visible; }
  .conversation > summary, .turn > .eyebrow, h2 { break-after: avoid; }
  section:not(.group-same) .conversation::details-content { content-visibility: visible; block-size: auto; }
}
`;
