import { describe, expect, it } from "vitest";
import { formatAgreement, formatDisagreement } from "../../../../renderer/settings/judge-section.tsx";
import type { JudgeHumanAgreement } from "../../../../shared/domain/judge.ts";

const agreement = (bothPass: number, judgeOnly: number, personOnly: number, bothFail: number): JudgeHumanAgreement => ({
  model: "openai/gpt",
  table: { bothPass, judgeOnly, personOnly, bothFail },
  kappa: 0.7142,
  interval: [0.401, 0.897],
});

describe("agreementInWords", () => {
  it("says kappa with its interval and a word for it", () => {
    expect(formatAgreement(agreement(7, 1, 1, 3))).toBe(
      "12 replies judged by both: kappa 0.71 (0.40–0.90), substantial",
    );
    const worse = { ...agreement(5, 5, 5, 0), kappa: -0.2, interval: [-0.6, 0.2] as [number, number] };
    expect(formatAgreement(worse)).toContain("kappa −0.20 (−0.60–0.20), worse than chance");
  });

  it("says where it is too early or impossible to tell", () => {
    expect(formatAgreement(agreement(1, 0, 0, 0))).toBe("1 reply judged by both: too few to tell, 9 more would do");
    expect(formatAgreement({ ...agreement(12, 0, 0, 0), kappa: null, interval: null })).toContain("says nothing yet");
  });

  it("says which way they part", () => {
    expect(formatDisagreement(agreement(7, 2, 1, 3))).toBe(
      "openai/gpt passed 2 that people call bad and failed 1 that people call good",
    );
    expect(formatDisagreement(agreement(7, 0, 1, 3))).toBe("openai/gpt failed 1 that people call good");
    expect(formatDisagreement(agreement(7, 0, 0, 3))).toBe("");
  });
});
