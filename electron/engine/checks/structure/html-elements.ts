/** The elements of HTML. Source: HTML Living Standard, "List of elements". */
const elements = `
a abbr address area article aside audio b base bdi bdo blockquote body br button canvas caption cite code col colgroup
data datalist dd del details dfn dialog div dl dt em embed fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head
header hgroup hr html i iframe img input ins kbd label legend li link main map mark math menu meta meter nav noscript
object ol optgroup option output p param picture pre progress q rp rt ruby s samp script search section select slot small
source span strong style sub summary sup svg table tbody td template textarea tfoot th thead time title tr track u ul var
video wbr`;

/** Elements whose end tag may be left out, or that have none. Source: the same, "Optional tags" and "Void elements". */
const withoutEnd = `
area base body br caption col colgroup dd dt embed head hr html img input li link meta optgroup option p param rp rt source
tbody td tfoot th thead tr track wbr`;

const known = new Set(elements.trim().split(/\s+/));
const openEnded = new Set(withoutEnd.trim().split(/\s+/));

/** Whether HTML has an element of that name; a name with a hyphen is a custom element. */
export function isHtmlElement(name: string): boolean {
  return known.has(name) || /^[a-z][\w.]*-/.test(name);
}

export function needsEndTag(name: string): boolean {
  return !openEnded.has(name);
}
