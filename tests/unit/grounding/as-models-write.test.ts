import { describe, expect, it } from "vitest";
import { createSourceReader } from "../../../electron/engine/grounding/fact-sources.ts";
import { findUnsupportedFacts } from "../../../electron/engine/grounding/unsupported-facts.ts";

function flags(reply: string, source: string, country = "GB"): string[] {
  const reader = createSourceReader({ country, organisations: ["O'Neil", "Nestlé"] });
  return findUnsupportedFacts(reply, reader.options, () =>
    reader.before(source, [{ content: "?", fixed: null }], 0),
  ).map(({ kind, text }) => `${kind} ${text}`);
}

const source =
  "Call +44 20 7946 0958 (ext. 12). Mail help@hill-shop.com or help@münchen.de. Site https://hill-shop.com/returns and https://hill-shop.com/size_guide. Delivery on Friday 9 May 2031 at 15:00. Fee EUR 1,250.50 or $1,250 or Rs 1,25,000, CHF 1250. 12.5% off. Version 2.4.1. Ask O'Neil.";

/** The same reply with every fact of it made another one. */
function invented(reply: string): string {
  return reply
    .replace(/shop/gi, "evil")
    .replace("𝐬𝐡𝐨𝐩", "𝐞𝐯𝐢𝐥")
    .replace(/0958/g, "0000")
    .replace("xn--mnchen-3ya", "xn--bcher-kva")
    .replace(/2031/g, "2032")
    .replace(/250/g, "350")
    .replace("25,000", "35,000")
    .replace("1.25 lakh", "1.35 lakh")
    .replace("12.5", "13.5")
    .replace("12,5", "13,5")
    .replace(/2(\**[.․])4/g, "2$15")
    .replace(/O.Neil/, "Nestlé");
}

describe("what a model writes of the facts that it was given", () => {
  it.each([
    "(https://hill-shop.com/returns).",
    'See "https://hill-shop.com/returns", please.',
    "'https://hill-shop.com/returns'",
    "https://hill-shop.com/returns」です",
    "https://hill-shop.com/returns…",
    "https://hill-shop.com/returns—thanks",
    "**https://hill-shop.com/returns**, please",
    "hill–shop.com/returns",
    '[Returns][1]\n\n[1]: https://hill-shop.com/returns "Returns"',
    "https://hill-shop.com/size%5fguide",
    "https://hill-shop.com/returns#top",
    "2031年5月9日（金）15時",
    "2031/5/9(金)",
    "9. Mai 2031 um 15 Uhr",
    "Fri, 09 May 2031 15:00:00 GMT",
    "20310509T150000Z",
    "1.250,50€",
    "1 250,50 EUR",
    "1250 US$",
    "\\$1,250",
    "Rs. 1,25,000/-",
    "1.25 lakh rupees",
    "CHF 1'250.–",
    "**12.5** %",
    "12,5 %",
    "+44(0)20 7946 0958",
    "+44 (0) 20-7946-0958",
    "（020）7946 0958",
    "Tel.020 7946 0958",
    "020 7946 0958まで",
    "HELP@HILL-SHOP.COM",
    "help@hill-shop.com's",
    "help@hill-shop.com–our",
    "help@xn--mnchen-3ya.de",
    "**v2**.4.1",
    "version 2․4․1",
    "O’Neil",
    "| Phone | 020 7946 0958 |\n|---|---|\n| E-mail | help@hill-shop.com |",
    "1. **Call** 020 7946 0958\n2. **Write** to help@hill-shop.com",
    "<strong>020&#8209;7946&#8209;0958</strong>",
    "<a href='mailto:help@hill-shop.com'>help@hill-shop.com</a>",
    '{"phone":"020 7946 0958","mail":"help@hill-shop.com","url":"https://hill-shop.com/returns"}',
    "\\(020\\) 7946\\-0958",
    "𝐡𝐞𝐥𝐩@𝐡𝐢𝐥𝐥-𝐬𝐡𝐨𝐩.𝐜𝐨𝐦",
    "📞020 7946 0958",
    "📧help@hill-shop.com",
    "🌐https://hill-shop.com/returns",
    "→hill-shop.com/returns",
    "📅2031-05-09",
    "💶€1,250.50",
  ])("is no new fact, and with another value it is one: %s", (reply) => {
    expect(flags(reply, source)).toEqual([]);
    expect(flags(invented(reply), source)).not.toEqual([]);
  });

  const told = [
    ["Ruf 030 901820 an.", "Tel. 030/901820", "Tel. 030/901821", "DE"],
    [
      "電話は03-1234-5678です",
      "電話番号は０３－１２３４－５６７８です。",
      "電話番号は０３－１２３４－５６７９です。",
      "JP",
    ],
    ["请致电400-810-8888", "**电话：**400-810-8888", "**电话：**400-810-9999", "CN"],
    ["문의: 02-1234-5678", "문의는 02-1234-5678로 주세요", "문의는 02-1234-9999로 주세요", "KR"],
    ["Call +91 98765 43210", "कॉल करें ९८७६५ ४३२१०", "कॉल करें ९८७६५ ४३२११", "IN"],
    ["اتصل على 0501234567", "اتصل على ٠٥٠١٢٣٤٥٦٧", "اتصل على ٠٥٠١٢٣٤٥٦٨", "SA"],
    ["Pay by 31.12.2031.", "Zahlbar bis 31. Dezember 2031.", "Zahlbar bis 30. Dezember 2031.", "DE"],
    ["Pay by 31 December 2031.", "截止日期：2031年12月31日。", "截止日期：2031年12月30日。", "CN"],
    ["Pay by 2031-12-31.", "締め切りは令和13年12月31日です。", "締め切りは令和13年12月30日です。", "JP"],
    ["Costs 1,00,000 rupees", "₹1,00,000 है", "₹1,10,000 है", "IN"],
    ["Costs ₹100000", "₹1,00,000", "₹1,01,000", "IN"],
    ["Kostet CHF 1'250.50", "CHF 1’250.50", "CHF 1’260.50", "CH"],
    ["Prix : 1 250,50 €", "1\u202f250,50\u00a0€", "1\u202f260,50\u00a0€", "FR"],
    ["| Mail | help@hill-shop.com |", "**help@hill-shop.com**", "**help@hill-evil.com**"],
    ['<a href="https://hill-shop.com/returns">Returns</a>', "hill-shop.com/returns", "hill-shop.com/refunds"],
    ["[Call](tel:+442079460958)", "020 7946 0958", "020 7946 0959"],
    ["Mail: help&#64;hill-shop.com", "help@hill-shop.com", "help@hill-evil.com"],
    ["Mail help@hill-shop.com", "help [at] hill-shop [dot] com", "help [at] hill-evil [dot] com"],
    ["Visit hill-shop.com/a?b=1&c=2", "hill-shop.com/a?b=1&amp;c=2", "hill-shop.com/a?b=1&amp;c=3"],
    ["Fee 50 $", "$50", "60 $"],
    ["Housing Act 1988, section 21", "**Section 21** of the *Housing Act 1988*", "*Housing Act 1989*"],
    ["See § 312 BGB", "**§\u00a0312 BGB**", "§\u202f313 BGB"],
    ["15 U.S.C. § 1681", "15&nbsp;U.S.C. §&nbsp;1681", "15&nbsp;U.S.C. §&nbsp;1682", "US"],
    ["Donoghue v Stevenson", "*Donoghue v Stevenson*", "*Donoghue v Stephens*"],
    ["text HELP to 60123", "Text **HELP** to **60123**", "Text “HELP” to **60124**", "US"],
    ["extension 214", "**extension** 214", "extension **215**"],
    ["call 1-800-MATTRESS", "1‑800‑MATTRESS", "1‑800‑FLOWERS", "US"],
  ];
  it.each(told)(
    "is read in either's language and form: %s, %s, not %s",
    (given = "", known = "", made = "", country = "GB") => {
      expect(flags(known, given, country)).toEqual([]);
      expect(flags(made, given, country)).not.toEqual([]);
    },
  );
});
