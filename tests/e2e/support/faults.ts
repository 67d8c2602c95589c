import type { ConsoleMessage, Page } from "@playwright/test";

export interface Faults {
  /** What went wrong in the page so far, less what the test said to expect. */
  list(): string[];
  ignore(pattern: RegExp): void;
}

/** Listens for what a person would not see: uncaught errors, console errors, refusals by the security policy. */
export async function watchFaults(page: Page): Promise<Faults> {
  const seen = new Set<string>();
  const ignored: RegExp[] = [];
  const hearError = (error: Error) => seen.add(`uncaught: ${error.stack ?? error.message}`);
  const hearConsole = (message: ConsoleMessage) => {
    const text = message.text();
    const refused = text.includes("Content Security Policy");
    if (message.type() === "error" || refused) seen.add(`console: ${text} (${message.location().url})`);
  };
  page.on("pageerror", hearError);
  page.on("console", hearConsole);
  page.on("crash", () => seen.add("the page crashed"));
  // The desktop app has been loading since before anybody could listen.
  for (const error of await page.pageErrors()) hearError(error);
  for (const message of await page.consoleMessages()) hearConsole(message);
  return {
    list: () => [...seen].filter((fault) => !ignored.some((pattern) => pattern.test(fault))),
    ignore: (pattern) => ignored.push(pattern),
  };
}
