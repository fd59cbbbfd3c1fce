import { forces } from "../src/overview";
import { describe, expect, it } from "vitest";
import { drift } from "../src/drift";
import { search } from "../src/find";
import { pressesItself } from "../src/keys";
import type { LogEvent, Serial, Unit } from "../src/model";
import { counted, linesOf, mountName, plain, trafficName } from "../src/plain";
import { Clock, inKnots, thousands } from "../src/say";
import { PageState } from "../src/state";
import { eventsOf, isOwn, teller, toldAs } from "../src/whose";

describe("a whole number", () => {
  it("has a comma at each thousand", () => {
    const numbers = [0, 999, 1000, 10000, 123456, 1234567];
    expect(numbers.map(thousands)).toEqual(["0", "999", "1,000", "10,000", "123,456", "1,234,567"]);
  });
});

describe("a launcher", () => {
  it("is known by its letters where it has some", () => {
    expect(["ciws_a", "sam", "main", "gun_b", "depth_charges"].map(mountName)).toEqual([
      "CIWS A",
      "SAM",
      "Main",
      "Gun B",
      "Depth charges",
    ]);
  });
});

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
    expect(drift({ ...serial, start: Number.NaN, end: Number.NaN }, serial.plannedStart - 60)).toBe("");
  });
});

describe("speeds in a sentence", () => {
  it("are knots", () => {
    expect(inKnots("Romeo corpen 270, speed 6.2 m/s.")).toBe("Romeo corpen 270, speed 12.1 kn.");
    expect(inKnots("0.5 m/s2 and 10 m/s, 3 m")).toBe("0.5 m/s2 and 19.4 kn, 3 m");
  });
});

describe("the moment", () => {
  it("goes no further than what is recorded, and stays on the timeline", () => {
    const state = new PageState(86400, 3600);
    state.seek(50000);
    expect(state.t).toBe(3600);
    state.seek(-5);
    expect(state.t).toBe(0);
  });
});

describe("whose event it is", () => {
  const unit = (id: string, name: string, short: string, nation: string) =>
    ({ id, name, short, nation }) as Unit;
  const rizhao = unit("rizhao", "Rizhao", "RIZHAO", "CN");
  const event = (unit: string) => ({ unit, text: unit }) as LogEvent;

  it("stands before a sentence that does not say it", () => {
    expect(teller("sonar contact", "Sonar contact 112, 0.2 nmi.", rizhao)).toBe("RIZHAO: ");
    expect(teller("landed", "rizhao_helicopter lands on a deck", rizhao)).toBe("RIZHAO: ");
    expect(teller("recovered", "rizhao has the raft aboard.", rizhao)).toBe("");
    expect(teller("recovered", "Aboard Rizhao.", rizhao)).toBe("");
    expect(teller("serial ended", "FINEX CASEX-1: completed", rizhao)).toBe("");
    expect(teller("anomaly", "Magnetic anomaly", undefined)).toBe("");
  });

  it("is told in a picture only to the nation or the unit that lived it", () => {
    const units = new Map([rizhao, unit("tributs", "Tributs", "TRIBUTS", "RU")].map((u) => [u.id, u]));
    const events = ["rizhao", "tributs", "", "nobody"].map(event);
    const told = (picture: string) => eventsOf(events, units, picture).map((e) => e.unit);
    expect(told("truth")).toHaveLength(4);
    expect(told("nation:CN")).toEqual(["rizhao"]);
    expect(told("unit:tributs")).toEqual(["tributs"]);
  });

  it("leaves a missile to the truth: who fired it is not told where it is", () => {
    const missile = { ...unit("rizhao/ssm-01", "Rizhao's missile", "SSM", "CN"), kind: "missile" };
    const seen = (one: Unit) =>
      ["truth", "nation:CN", `unit:${one.id}`].map((picture) => isOwn(one, picture));
    expect(seen(missile)).toEqual([true, false, false]);
    expect(seen(rizhao)).toEqual([true, true, true]);
  });
});

describe("what the umpire says", () => {
  const unit = (id: string, nation: string) => ({ id, name: id, nation }) as Unit;
  const units = new Map([unit("rizhao", "CN"), unit("raider", "EX")].map((u) => [u.id, u]));
  const event = (kind: string, text: string, other: string): LogEvent => {
    const made = {
      time: 1,
      kind,
      text,
      unit: "rizhao",
      serial: "",
      mark: "fall",
      routine: false,
    } as LogEvent;
    return { ...made, told: toldAs(made, other, text) };
  };
  const hit = event("assessed hit", "raider is assessed hit by rizhao with a missile: hit 4", "raider");
  const told = (one: LogEvent, picture: string) => eventsOf([one], units, picture).map(({ text }) => text);

  it("of a hit is told to whom it struck, not to who fired, and not by whom", () => {
    expect(told(hit, "truth")).toEqual([hit.text]);
    expect(told(hit, "nation:CN")).toEqual([]);
    expect(told(hit, "unit:rizhao")).toEqual([]);
    expect(told(hit, "nation:EX")).toEqual(["raider is assessed hit: hit 4"]);
    expect(told(hit, "unit:raider")).toEqual(["raider is assessed hit: hit 4"]);
  });

  it("names nobody as the firer of a missile that was stopped", () => {
    const stopped = event("missile down", "rizhao stops raider/ssm-01 with her gun", "raider/ssm-01");
    expect(told(stopped, "truth")).toEqual([stopped.text]);
    expect(told(stopped, "nation:CN")).toEqual(["rizhao stops a missile with her gun"]);
  });

  it("of where rounds fell and of a torpedo's end is in no picture; what a spotter saw is in his", () => {
    for (const kind of ["salvo", "assessment", "waterspace breach", "waterspace kept"])
      expect(told(event(kind, "so it was", "raider"), "nation:CN")).toEqual([]);
    expect(told(event("fall", "+20 m in range", ""), "nation:CN")).toEqual(["+20 m in range"]);
  });
});

describe("Find", () => {
  const unit = (id: string, name: string, nation: string) =>
    ({ id, name, nation, hull: "", className: "destroyer" }) as Unit;
  const model = {
    units: [unit("tributs", "Tributs", "RU"), unit("qiqihar", "Qiqihar", "CN")],
    unitById: new Map(),
    serials: [
      {
        id: "RAS-L-1",
        title: "Qiqihar and a destroyer",
        areaId: "GOLF",
        plannedStart: 60,
        start: 90,
      } as Serial,
    ],
    events: [],
    clock: new Clock("2023-07-20T00:00:00Z", 0, "UTC"),
  };
  const page = new PageState(3600);
  const words = (wanted: string) => search(model, page, wanted, () => {}).map((one) => one.words);

  it("names ships first, then serials, then units of that class", () => {
    expect(words("qiqihar")).toEqual(["Qiqihar", "RAS-L-1 Qiqihar and a destroyer"]);
    expect(words("destroyer")).toEqual(["RAS-L-1 Qiqihar and a destroyer", "Tributs", "Qiqihar"]);
  });

  it("goes to a serial's beginning and to its area", () => {
    const areas: string[] = [];
    search(model, page, "ras", (area) => areas.push(area))[0].go();
    expect([page.t, page.serial, ...areas]).toEqual([90, "RAS-L-1", "GOLF"]);
  });
});

describe("ids in plain words", () => {
  it("names roles and ships of the traffic", () => {
    expect(plain("patrol_aircraft")).toBe("patrol aircraft");
    expect(trafficName("KOREA-TATAR/there+4")).toBe("traffic KOREA-TATAR 4");
    expect(trafficName("KOREA-TATAR/back-2")).toBe("traffic KOREA-TATAR back −2");
    expect(trafficName("SQUID/3")).toBe("traffic SQUID 3");
    expect(trafficName("buoy dicass-01")).toBe("buoy dicass-01");
  });

  it("counts what tells something, with a label", () => {
    const of = (kind: string, routine: boolean) => ({ kind, routine });
    expect(counted([of("romeo corpen", true)])).toEqual([["Signal Romeo Corpen", 1]]);
    expect(counted([of("romeo corpen", true), of("shot", false), of("shot", false)])).toEqual([
      ["Salvoes fired", 2],
    ]);
  });
});

describe("lines of a text", () => {
  it("break at blanks, and within a word that is longer than a line", () => {
    expect(linesOf("", 28, 3)).toBe(1);
    expect(linesOf("Helicopter of Aldar Tsydenzhapov lands on Qiqihar", 28, 3)).toBe(3);
    expect(linesOf("Rizhao has the Liferaft aboard.", 31, 3)).toBe(1);
    expect(linesOf("x".repeat(50), 28, 3)).toBe(2);
    expect(linesOf("word ".repeat(200), 28, 3)).toBe(3);
    expect(linesOf("salvo GUNEX-S-1-10", 12, 3)).toBe(2);
    expect(linesOf("salvo GUNEX-S-1-10", 11, 3)).toBe(3);
    const wide = (letter: string) => (letter === "W" ? 3 : 1);
    expect(linesOf("WWW WWW", 9, 3, wide)).toBe(2);
    expect(linesOf("iii iii", 9, 3, wide)).toBe(1);
  });
});

describe("forces", () => {
  it("are counted by what they move in, and missiles are none", () => {
    const of = (domain: string, kind = "warship") => ({ domain, kind });
    expect(forces([of("surface"), of("surface"), of("subsurface"), of("air"), of("air", "missile")])).toBe(
      "2 ships, 1 submarine, 1 aircraft",
    );
    expect(forces([])).toBe("");
  });
});
