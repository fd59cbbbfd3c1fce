import { describe, expect, it } from "vitest";
import { drift } from "../src/drift";
import { pressesItself } from "../src/keys";

describe("Space", () => {
  const button = (inTransport: boolean) => ({
    matches: (selector: string) => (selector.startsWith(".transport") ? inTransport : true),
  });

  it("plays on the buttons beside the clock and presses every other", () => {
    expect(pressesItself(" ", button(true))).toBe(false);
    expect(pressesItself("Enter", button(true))).toBe(true);
    expect(pressesItself(" ", button(false))).toBe(true);
  });
});

describe("plan against what happened", () => {
  const serial = { plannedStart: 3600, plannedEnd: 18000, start: 3630, end: 18000 - 138 * 60 };

  it("tells how much earlier it ended once it has", () => {
    expect(drift(serial, 0)).toBe("");
    expect(drift(serial, 4000)).toBe("began as planned");
    expect(drift(serial, 18000)).toBe("began as planned, ended 2 h 18 min early");
  });

  it("tells of a late start, of a serial on time, and of one that never began", () => {
    expect(drift({ ...serial, start: 10800, end: 18000 }, 18000)).toBe("began 2 h late, ended as planned");
    expect(drift({ ...serial, end: 18020 }, 20000)).toBe("as planned");
    expect(drift({ ...serial, start: Number.NaN, end: Number.NaN }, 20000)).toBe("did not begin");
  });
});
