import { describe, expect, it } from "vitest";
import { bothWays, judge } from "./judge.ts";
import { sqlDialects } from "../../../shared/domain/check.ts";

const passes = ["pass", "fail"];
const fails = ["fail", "pass"];

describe("is-sql", () => {
  it.each([
    "SELECT id, name FROM departments WHERE id = 1;",
    "SELECT DISTINCT name FROM t",
    "SELECT 'a b from c' FROM t",
    "UPDATE t SET a = 1 WHERE b = 2",
    "SELECT a AS b FROM t",
  ])("passes for %j", async (text) => expect(await bothWays("is-sql", null, text)).toEqual(passes));

  it.each(["", "  ", "SELEC 1", "Here is the query: SELECT 1", "SELECT `a FROM t", "SELECT a b FROM t"])(
    "fails for %j",
    async (text) => expect(await bothWays("is-sql", null, text)).toEqual(fails),
  );

  it("says where", async () => {
    expect((await judge({ type: "is-sql" }, "SELECT id\nFROM WHERE")).reason).toMatch(
      /^not MySQL: .+ at line 2, column \d+$/,
    );
    expect((await judge({ type: "is-sql" }, "SELECT a b FROM t")).reason).toContain("as if a comma were missing");
  });

  it.each(sqlDialects)("knows %s, by its name in any case", async (databaseType) => {
    expect(await bothWays("is-sql", { databaseType: databaseType.toLowerCase() }, "SELECT a FROM t")).toEqual(passes);
    expect(await bothWays("is-sql", { databaseType }, "SELECT FROM WHERE")).toEqual(fails);
  });

  it("holds to a database's own grammar", async () => {
    const text = "SELECT now()::date";
    expect(await bothWays("is-sql", { databaseType: "PostgreSQL" }, text)).toEqual(passes);
    expect(await bothWays("is-sql", { databaseType: "MySQL" }, text)).toEqual(fails);
  });

  it("lets only the listed tables and columns be used", async () => {
    const allowed = {
      allowedTables: ["(select|update)::null::departments"],
      allowedColumns: ["select::null::name", "select::departments::id"],
    };
    expect(await bothWays("is-sql", allowed, "SELECT name, id FROM departments")).toEqual(passes);
    expect(await bothWays("is-sql", allowed, "SELECT name FROM salaries")).toEqual(fails);
    expect(await bothWays("is-sql", allowed, "SELECT pay FROM departments")).toEqual(fails);
    expect(await bothWays("is-sql", allowed, "DELETE FROM departments")).toEqual(fails);
    expect(await bothWays("is-sql", allowed, "SELECT * FROM departments")).toEqual(fails);
    expect((await judge({ type: "is-sql", value: allowed }, "SELECT name FROM salaries")).reason).toBe(
      "uses the table “select::null::salaries”, which is not allowed",
    );
  });

  it("is an error with a value it cannot read, and with a pattern that never ends", async () => {
    expect(await bothWays("is-sql", "MySQL", "SELECT 1")).toEqual(["error", "error"]);
    const endless = { allowedTables: ["select::null::(a+)+"] };
    expect(await bothWays("is-sql", endless, `SELECT x FROM ${"a".repeat(60)}1`)).toEqual(["error", "error"]);
  });
});

describe("contains-sql", () => {
  it.each([
    "SELECT 1",
    "Use this:\n```sql\nSELECT `id` FROM `users`;\n```\nDone.",
    "~~~\nSELECT 1\n~~~",
    "```\nno\n```\n```\nSELECT 1\n```",
  ])("passes for %j", async (text) => expect(await bothWays("contains-sql", null, text)).toEqual(passes));

  it.each(["", "no SQL", "Use SELECT 1 for this", "```python\nSELECT 1\n```", "```sql\nSELEC 1\n```"])(
    "fails for %j",
    async (text) => expect(await bothWays("contains-sql", null, text)).toEqual(fails),
  );

  it("is an error with a value it cannot read", async () => {
    expect(await bothWays("contains-sql", { databaseType: "Oracle" }, "SELECT 1")).toEqual(["error", "error"]);
  });
});
