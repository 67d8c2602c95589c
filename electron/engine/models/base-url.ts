import { Problem } from "../../../shared/problem.ts";

/** An API's address without a slash at the end. Throws Problem("bad-input") where paths cannot be added to it. */
export function cleanBaseUrl(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) {
    throw new Problem("bad-input", `"${address}" is not an address: it starts with http:// or https://.`);
  }
  if (url.username !== "" || url.password !== "") {
    throw new Problem(
      "bad-input",
      `The address of ${url.host} holds a user name or password. Leave it out and enter the key in Settings.`,
    );
  }
  if (url.search !== "" || url.hash !== "") {
    throw new Problem("bad-input", `The address of ${url.host} must end before any "?" or "#".`);
  }
  return url.href.replace(/\/+$/, "");
}
