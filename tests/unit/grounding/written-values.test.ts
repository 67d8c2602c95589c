import { describe, expect, it } from "vitest";
import { extractFacts } from "../../../electron/engine/grounding/extract-facts.ts";
import { toPlainText } from "../../../electron/engine/grounding/plain-text.ts";
import { createSourceReader } from "../../../electron/engine/grounding/fact-sources.ts";
import { findUnsupportedFacts } from "../../../electron/engine/grounding/unsupported-facts.ts";

const keys = (text: string, kind: string, country = "GB"): string[] =>
  extractFacts(text, { country, organisations: [] })
    .filter((one) => one.kind === kind)
    .map(({ key }) => key);

function flagged(reply: string, source: string, country = "GB"): string[] {
  const reader = createSourceReader({ country, organisations: [] });
  return findUnsupportedFacts(reply, reader.options, () =>
    reader.before(source, [{ content: "?", fixed: null }], 0),
  ).map(({ kind, text }) => `${kind} ${text}`);
}

describe("a date", () => {
  it.each([
    "2031-05-09T15:00:00Z",
    "2031-05-09T15:00+02:00",
    "20310509T1500Z",
    "2031-W19-5",
    "date:2031-05-09",
    '{"date":"2031-05-09"}',
    "2031/05/09",
    "2031–05–09",
    "2031年5月9日",
    "2031 年 5 月 9 日",
    "２０３１年５月９日",
    "二〇三一年五月九日",
    "令和13年5月9日",
    "民國120年5月9日",
    "2031년 5월 9일",
    "2031. 5. 9.",
    "09.05.2031",
    "9. 5. 2031",
    "9-May-2031",
    "9/May/2031",
    "May 9th, 2031",
    "the 9th of May 2031",
    "9. Mai 2031",
    "le 9 mai 2031",
    "9 de mayo de 2031",
    "9 maggio 2031",
    "9 mei 2031",
    "9 maj 2031",
    "9 maja 2031",
    "9. května 2031",
    "9 мая 2031",
    "9 Μαΐου 2031",
    "9 Mayıs 2031",
    "9. toukokuuta 2031",
    "2031. május 9.",
    "ngày 9 tháng 5 năm 2031",
    "९ मई २०३१",
    "٩ مايو ٢٠٣١",
    "9 พฤษภาคม 2574",
    "**9** May 2031",
    "9<sup>th</sup> May 2031",
    "9\u00a0Mai\u00a02031",
    "1. 9 May 2031",
  ])("is the same one, and no other, as %s", (written) => {
    expect(keys(`It comes: ${written}.`, "date").map((key) => key.replace(/^----/, "2031"))).toEqual(["2031-05-09"]);
    expect(flagged(`It comes on ${written}.`, "We deliver on 9 May 2031.")).toEqual([]);
    expect(flagged("It comes on 9 May 2031.", `We deliver on ${written}.`)).toEqual([]);
    expect(flagged(`It comes on ${written}.`, "We deliver on 19 July 2031.")).toHaveLength(1);
  });

  it("with slashes is read as its country writes it; where none was said, either way", () => {
    expect(keys("On 05/09/2031.", "date", "GB")).toEqual(["2031-09-05"]);
    expect(keys("On 05/09/2031.", "date", "DE")).toEqual(["2031-09-05"]);
    expect(keys("On 05/09/2031.", "date", "US")).toEqual(["2031-09-05|2031-05-09"]);
    expect(keys("On 05/19/2031.", "date", "GB")).toEqual(["2031-05-19"]);
  });

  it.each([
    "at 15:00, 3 pm, 15h30, 15 Uhr or 3時半",
    "오전 9시",
    "5月",
    "set 3, Gen 5, Mag 7 and 3 out of 5",
    "you may 5 times",
    "report-2031-05-09.pdf of v2031.5",
    "24/7",
  ])("is not in %s", (text) => {
    expect(keys(text, "date")).toEqual([]);
  });
});

describe("an amount", () => {
  it.each([
    ["₹1,00,000", "INR 100000"],
    ["₹1,50,000.50", "INR 150000.5"],
    ["Rs. 12,34,567", "INR 1234567"],
    ["₹1.5 lakh", "INR 150000"],
    ["₹2 crore", "INR 20000000"],
    ["₹१,००,०००", "INR 100000"],
    ["CHF 1'000.50", "CHF 1000.5"],
    ["CHF 1’000.50", "CHF 1000.5"],
    ["Fr. 1’000.–", "CHF 1000"],
    ["1\u2009000,50\u202f€", "EUR 1000.5"],
    ["1.000,50 €", "EUR 1000.5"],
    ["€\u00a01.000,50", "EUR 1000.5"],
    ["£**1,250**", "GBP 1250"],
    ["&pound;1,250", "GBP 1250"],
    ["￡１，２５０", "GBP 1250"],
    ["價格是1250元", "CNY 1250"],
    ["1,250円です", "JPY 1250"],
    ["5만원", "KRW 50000"],
    ["￥1250", "JPY 1250"],
    ["1 250 Kč", "CZK 1250"],
    ["1250 рублей", "RUB 1250"],
  ])("of %s is %s", (written, key) => {
    expect(keys(`It costs ${written} in all.`, "money")).toEqual([key]);
  });

  it.each([
    ["10 %", "10"],
    ["10\u202f%", "10"],
    ["１０％", "10"],
    ["١٠٪", "10"],
    ["12,5 %", "12.5"],
    ["%10", "10"],
    ["百分之10", "10"],
    ["10パーセント", "10"],
    ["10 процентов", "10"],
    ["**10**%", "10"],
    ["10\\%", "10"],
    ["10&percnt;", "10"],
  ])("in percent: %s", (written, key) => {
    expect(keys(`You get ${written} off.`, "percent")).toEqual([key]);
  });
});

describe("an address", () => {
  it.each([
    "请访问https://hill-evil.com/abc。谢谢",
    "请访问https://hill-evil.com/abc，谢谢",
    "请访问https://hill-evil.com/abc获取",
    "访问hill-evil.com/abc（官网）",
    "サイトhttps://hill-evil.com/abcへ",
    "홈페이지https://hill-evil.com/abc에서",
    "ดูที่https://hill-evil.com/abcครับ",
    "see:hill-evil.com/abc",
    "url=https://hill-evil.com/abc: there",
    "<https://hill-evil.com/abc>",
    '<a href="https://hill-evil.com/abc">here</a>',
    "[here](https://hill-evil.com/abc)",
    "[here](<https://hill-evil.com/abc> 'title')",
    "![logo](https://hill-evil.com/abc)",
    "[1]: https://hill-evil.com/abc",
    '["https://hill-evil.com/abc","x"]',
    "https://hill-evil.com/%61bc",
    '<a href="https://hill&#45;evil.com/%61bc?x=1&amp;y=2">here</a>',
    "https://hill&#45;evil&#46;com/abc",
    "https://hill-shop.com@hill-evil.com/abc",
    "hill-evil[.]com/abc",
    "|x|hill-evil.com/abc|",
    "**hill-evil.com/abc**:",
    "seehttps://hill-evil.com/abc",
  ])("that nobody gave is seen in %s", (reply) => {
    expect(flagged(reply, "Our shop: https://hill-shop.com/abc.")[0]).toMatch(/^url .*evil/);
  });

  it("is the same in letters and in Punycode, percent-encoded or not", () => {
    expect(flagged("See https://xn--bcher-kva.example.org/a.", "See https://bücher.example.org/a.")).toEqual([]);
    expect(flagged("See https://bu\u0308cher.example.org/a.", "See https://xn--bcher-kva.example.org/a.")).toEqual([]);
    expect(flagged("See https://hill-shop.com/caf%C3%A9.", "See https://hill-shop.com/café.")).toEqual([]);
    expect(flagged("See https://hill-shop.com/size%5Fguide.", "See https://hill-shop.com/size_guide.")).toEqual([]);
    expect(
      flagged("See https://zh.hill-shop.com/wiki/上海.", "https://zh.hill-shop.com/wiki/%E4%B8%8A%E6%B5%B7"),
    ).toEqual([]);
    expect(
      flagged('<a href="https://hill-shop.com/?a=1&amp;b=2">here</a>', "See https://hill-shop.com/?a=1&b=2."),
    ).toEqual([]);
    expect(flagged("See https://hill-shop.com/a%2Fb.", "See https://hill-shop.com/a/b.")).toHaveLength(1);
  });

  it.each([
    "Mail:help@hill-evil.com",
    "邮箱help@hill-evil.com联系",
    "a@hill-shop.com,help@hill-evil.com",
    "[write](mailto:help@hill-evil.com?subject=Hi)",
    "[write](mailto:help%40hill-evil.com)",
    "<help@hill-evil.com>",
    "help (at) hill-evil (dot) com",
    "help[at]hill-evil[dot]com",
    "help AT hill-evil DOT com",
    "help＠hill－evil．com",
    "help&commat;hill-evil&period;com",
    "help\u200b@\u200bhill\u2011evil.com",
    "he**lp**@hill-evil.com",
    "'help@hill-evil.com'",
    "=help@hill-evil.com;",
  ])("for mail that nobody gave is seen in %s", (reply) => {
    const given = "Write to help@hill-shop.com or a@hill-shop.com.";
    expect(flagged(reply, given)).toEqual([expect.stringMatching(/^email /)]);
    expect(flagged(reply.replace(/evil/, "shop"), given)).toEqual([]);
  });

  it("is not made of what is none", () => {
    expect(flagged("Meet me at the shop dot on the map, at noon.", "")).toEqual([]);
    expect(flagged("Open main.rs, package.json and left-pad@1.3.0-x.", "")).not.toContain("email left-pad@1.3.0");
  });
});

describe("a phone number", () => {
  it.each([
    "[call us](tel:+442079460000)",
    "[call us](tel:+44-20-7946-0000)",
    '<a href="tel:+442079460000">call us</a>',
    "tel:+44%2020%207946%2D0000",
    "电话020-7946-0000。",
    "電話：０２０－７９４６－００００",
    "☎ 020•7946•0000",
    "1. 020 7946 0000",
    "# 020 7946 0000",
    "Call**020 7946 0000**now",
    "020**7946**0000",
    "|020 7946 0000|",
    "`020 7946 0000`",
    "020&nbsp;7946&nbsp;0000",
    "0️⃣2️⃣0️⃣ 7️⃣9️⃣4️⃣6️⃣ 0️⃣0️⃣0️⃣0️⃣",
    "٠٢٠ ٧٩٤٦ ٠٠٠٠",
    "020 7946 0000<br>Thanks",
  ])("that nobody gave is seen in %s", (reply) => {
    expect(flagged(reply, "Call 020 7946 0958.")).toEqual([expect.stringMatching(/^phone /)]);
    const known = reply.replace(/0000|００００|٠٠٠٠|0️⃣0️⃣0️⃣0️⃣/g, (zeros) =>
      zeros === "0000" ? "0958" : zeros === "００００" ? "０９５８" : zeros === "٠٠٠٠" ? "٠٩٥٨" : "0️⃣9️⃣5️⃣8️⃣",
    );
    expect(flagged(known, "Call 020 7946 0958.")).toEqual([]);
  });
});

describe("plain text", () => {
  it.each([
    ["size\\_guide", "size_guide"],
    ["snake_case_name", "snake_case_name"],
    ["https://a.com/_b_/c", "https://a.com/_b_/c"],
    ["un**believ**able", "unbelievable"],
    ["2 * 3 * 4", "2 * 3 * 4"],
    ["a < b and c > d", "a < b and c > d"],
    ["R&D & Q&A", "R&D & Q&A"],
    ["?a=1&copy=2", "?a=1&copy=2"],
    ["£50¹ and 10²", "£50¹ and 10²"],
    ["LexDirect™", "LexDirect™"],
    ["Cafe\u0301", "Café"],
    ["ﬁle", "file"],
    ["中文abc中文", "中文 abc 中文"],
  ])("of %s is %s", (written, plain) => {
    expect(toPlainText(written).text).toBe(plain);
  });
});

describe("code between fences", () => {
  it("hides sample values of code in a reply, and nothing else", () => {
    expect(flagged("```python\nphone = '020 7946 0000'\n```", "")).toEqual([]);
    expect(flagged("~~~js\nconst phone = '020 7946 0000'\n~~~", "")).toEqual([]);
    expect(flagged("Call:\n```\n020 7946 0000\n```", "")).toHaveLength(1);
    expect(flagged("```020 7946 0000``` is our number.", "")).toHaveLength(1);
  });

  it("gives its values where it stands in the prompt", () => {
    expect(flagged("It comes on 9 May 2031.", "```yaml\ndelivery: 2031-05-09\n```")).toEqual([]);
  });
});
