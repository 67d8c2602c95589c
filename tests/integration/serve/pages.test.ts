import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer } from "../../../electron/serve/server.ts";
import { get, startTestServer, type TestServer } from "./running-server.ts";

let host: TestServer;
beforeAll(async () => {
  host = await startTestServer();
});
afterAll(() => host.close());

describe("the token", () => {
  it("is exchanged for a strict cookie, which then opens the window", async () => {
    const first = await get(host.port, `/?token=${host.token}`);
    expect(first.status).toBe(303);
    expect(first.headers.location).toBe("/");
    const [cookie] = first.headers["set-cookie"] ?? [];
    expect(cookie).toBe(`${host.cookie}; Path=/; HttpOnly; SameSite=Strict`);
    const second = await get(host.port, "/", { cookie: host.cookie });
    expect(second.status).toBe(200);
    expect(second.body).toContain("<title>window</title>");
  });

  it("is 256 bits that no second server shares", async () => {
    const other = await startTestServer();
    expect(Buffer.from(host.token, "base64url")).toHaveLength(32);
    expect(other.token).not.toBe(host.token);
    await other.close();
  });

  it.each([
    ["no token and no cookie", "/", {}],
    ["a wrong token", "/?token=guess", {}],
    ["an empty token", "/?token=", {}],
    ["a wrong token beside a right cookie", "/?token=guess", "right"],
    ["a wrong cookie", "/", "wrong"],
    ["an asset without a cookie", "/assets/index-abc.js", {}],
  ])("refuses %s with a page that says what to open", async (_, urlPath, cookie) => {
    const cookies = { right: host.cookie, wrong: `counterproof-${host.port}=x` };
    const headers = typeof cookie === "string" ? { cookie: cookies[cookie === "right" ? "right" : "wrong"] } : cookie;
    const answer = await get(host.port, urlPath, headers);
    expect(answer.status).toBe(403);
    expect(answer.body).toContain("printed in the terminal");
    expect(answer.headers["set-cookie"]).toBeUndefined();
  });
});

describe("the Host header", () => {
  it.each(["evil.example", "evil.example:PORT", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:PORT"])(
    "refuses %s even with the cookie, so a rebound name gets nothing",
    async (name) => {
      const headers = { host: name.replace("PORT", String(host.port)), cookie: host.cookie };
      const answer = await get(host.port, "/", headers);
      expect(answer.status).toBe(403);
    },
  );

  it("takes localhost as its own name", async () => {
    const answer = await get(host.port, "/", { host: `localhost:${host.port}`, cookie: host.cookie });
    expect(answer.status).toBe(200);
  });
});

describe("files", () => {
  it.each([
    "/../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/assets/../../secret.txt",
    "/..\\secret.txt",
    "/.sources",
    "/%00",
    "/%",
    "//etc/passwd",
    "/assets",
    "/nothing.js",
  ])("answers %s with 404, never with a file from outside the window", async (urlPath) => {
    const answer = await get(host.port, urlPath, { cookie: host.cookie });
    expect(answer.status).toBe(404);
    expect(answer.body).not.toContain("outside");
  });

  it("lets a hashed asset be kept for ever and the page never", async () => {
    const asset = await get(host.port, "/assets/index-abc.js", { cookie: host.cookie });
    expect(asset.headers["content-type"]).toBe("text/javascript; charset=utf-8");
    expect(asset.headers["cache-control"]).toContain("immutable");
    const page = await get(host.port, "/", { cookie: host.cookie });
    expect(page.headers["cache-control"]).toBe("no-store");
  });

  it("refuses to be posted to", async () => {
    expect((await get(host.port, "/", { cookie: host.cookie }, "POST")).status).toBe(405);
  });
});

it.each([
  ["the window", "/", 200],
  ["a refusal", "/", 403],
  ["a missing file", "/nothing.js", 404],
  ["the exchange of the token", "/?token=TOKEN", 303],
])("puts the strict policy on %s", async (_, urlPath, status) => {
  const headers: Record<string, string> = status === 403 ? {} : { cookie: host.cookie };
  const answer = await get(host.port, urlPath.replace("TOKEN", host.token), headers);
  expect(answer.status).toBe(status);
  const policy = answer.headers["content-security-policy"];
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("connect-src 'self'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain("unsafe-eval");
  expect(answer.headers["x-content-type-options"]).toBe("nosniff");
  expect(answer.headers["referrer-policy"]).toBe("no-referrer");
});

it("tells which port is taken instead of failing with a stack", async () => {
  const options = { engine: host, rendererFolder: "", port: host.port, host: "127.0.0.1" as const, log: () => {} };
  await expect(startServer(options)).rejects.toMatchObject({
    name: "Problem",
    message: expect.stringContaining(`Port ${host.port}`),
  });
});
