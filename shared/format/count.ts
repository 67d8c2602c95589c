/** A count with its word for people to read in a window or report, e.g. "1 call" and "2,000 calls". */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

/** The same for the terminal, logs and messages, where programs may look for the number: "2000 calls". */
export function pluralPlain(count: number, one: string): string {
  return `${count} ${count === 1 ? one : `${one}s`}`;
}
