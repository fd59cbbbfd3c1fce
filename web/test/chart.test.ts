import { radarHorizonM } from "../src/chart/sensing";
import { reachAt } from "../src/chart/sonar";
import { describe, expect, it } from "vitest";
import { hull } from "../src/chart/danger";
import { openPart } from "../src/bars";
import { thinned } from "../src/chart/land";
import { isFree, Names, spread } from "../src/chart/names";
import { direct } from "../src/geodesy";
import { familyOf, shortName } from "../src/kinds";
import { Mercator, type Plane, planeFor, Stereographic } from "../src/projection";
import { Clock, latText, lonText, rangeText } from "../src/say";
import { contains } from "../src/serial-panel";
import { nights } from "../src/sun";

describe.each([
  ["Mercator's chart", new Mercator(40, 134)],
  ["Mercator's chart across 180", new Mercator(52, 179.5)],
  ["the stereographic chart of the north", new Stereographic(78, 20)],
  ["the stereographic chart of an ocean", new Stereographic(35, -170)],
] as [string, Plane][])("%s", (_, plane) => {
  it("leads there and back", () => {
    for (const [dlat, dlon] of [
      [0, 0],
      [5, -8],
      [-9, 14],
      [0.01, 0.02],
    ]) {
      const [lat, lon] = [plane.lat0 + dlat, plane.lon0 + dlon];
      expect(plane.toPlane(lat, lon)).toBe(true);
      plane.toEarth(plane.x, plane.y);
      expect(plane.lat).toBeCloseTo(lat, 9);
      expect(Math.cos(((plane.lon - lon) * Math.PI) / 180)).toBeCloseTo(1, 14);
    }
  });

  it("keeps angles and is as long as it says: a kilometre each way", () => {
    const [lat, lon] = [plane.lat0 + 4, plane.lon0 + 6];
    plane.toPlane(lat, lon);
    const [x, y] = [plane.x, plane.y];
    const bearings = [0, 60, 90, 200].map((azimuth) => {
      const end = direct(lat, lon, azimuth, 1000);
      plane.toPlane(end.lat, end.lon);
      expect(Math.hypot(plane.x - x, plane.y - y) / 1000 / plane.stretch(lat, lon)).toBeCloseTo(1, 3);
      return (Math.atan2(plane.x - x, plane.y - y) * 180) / Math.PI - azimuth;
    });
    for (const turned of bearings)
      expect(Math.abs(((turned - bearings[0] + 540) % 360) - 180)).toBeLessThan(0.05);
  });
});

describe("the chart", () => {
  it("has its middle where a span across 180 has it", () => {
    expect(planeFor({ south: 50, north: 55, west: 179, east: 182 }).lon0).toBeCloseTo(-179.5, 9);
  });

  it("is stereographic for oceans and high latitudes, else Mercator's", () => {
    expect(planeFor({ south: 38, north: 43, west: 131, east: 136 }).name).toBe("mercator");
    expect(planeFor({ south: 38, north: 43, west: 131, east: 236 }).name).toBe("stereographic");
    expect(planeFor({ south: 68, north: 75, west: 10, east: 36 }).name).toBe("stereographic");
  });

  it("moves symbols that coincide apart, and leaves those that do not", () => {
    const xs = Float64Array.from([100, 101, 102, 300]);
    const ys = Float64Array.from([100, 100, 101, 100]);
    const dx = new Float64Array(4);
    const dy = new Float64Array(4);
    spread(xs, ys, 4, dx, dy);
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < i; j++) {
        expect(Math.hypot(xs[i] + dx[i] - xs[j] - dx[j], ys[i] + dy[i] - ys[j] - dy[j])).toBeGreaterThan(26);
      }
    }
    expect([dx[3], dy[3]]).toEqual([0, 0]);
  });

  it("writes no name over another", () => {
    const wanted = Array.from({ length: 40 }, (_, i) => ({
      key: String(i),
      x: 200 + (i % 8) * 30,
      y: 200 + Math.floor(i / 8) * 30,
      half: 12,
      width: 70,
      height: 14,
      first: i === 7,
    }));
    const window = { x1: 0, y1: 0, x2: 600, y2: 500 };
    const placed = new Names().lay(wanted, [], window, false);
    expect(placed.has("7")).toBe(true);
    const boxes = [...placed].map(([key, at]) => {
      const w = wanted[Number(key)];
      return [w.x + at.x, w.y + at.y, w.x + at.x + w.width, w.y + at.y + w.height];
    });
    for (let i = 0; i < boxes.length; i++) {
      for (let j = 0; j < i; j++) {
        const [a, b] = [boxes[i], boxes[j]];
        expect(a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1]).toBe(false);
      }
    }
  });

  it("finds the hull of a danger area's sectors", () => {
    expect(hull([0, 2, 2, 0, 1, 1], [0, 0, 2, 2, 1, 0.5]).sort()).toEqual([0, 1, 2, 3]);
  });

  it("knows who is inside an area, across 180 too", () => {
    const area = { id: "A", name: "A", use: "", notional: false, radius_m: 5000, kind: "polygon" };
    const box: [number, number][] = [
      [50, 179],
      [50, -179],
      [52, -179],
      [52, 179],
    ];
    expect(contains({ ...area, points: box }, 51, 180)).toBe(true);
    expect(contains({ ...area, points: box }, 51, 178.9)).toBe(false);
    expect(contains({ ...area, kind: "circle", points: [[40, 134]] }, 40.04, 134)).toBe(true);
    expect(
      contains(
        {
          ...area,
          kind: "corridor",
          points: [
            [40, 134],
            [41, 134],
          ],
        },
        40.5,
        134.2,
      ),
    ).toBe(false);
    expect(
      contains(
        {
          ...area,
          kind: "corridor",
          points: [
            [40, 134],
            [41, 134],
          ],
        },
        40.5,
        134.05,
      ),
    ).toBe(true);
  });
});

describe("words", () => {
  it("say times and places without sixty minutes", () => {
    const clock = new Clock("2023-07-20T22:00:00+00:00", 36000, "VLAT");
    expect([clock.day(7200), clock.full(8130), clock.localTime(0)]).toEqual([
      "Fri 21 Jul",
      "00:15:30",
      "08:00 VLAT",
    ]);
    expect(clock.firstMidnight()).toBe(7200);
    expect([latText(40.99999), lonText(-179.5)]).toEqual(["41°00.0′N", "179°30.0′W"]);
    expect([rangeText(18520), rangeText(90)]).toEqual(["10.0 nmi", "90 m"]);
  });

  it("shorten names and sort serials by family", () => {
    expect(shortName("Admiral Panteleyev", "warship")).toBe("PANTELEYEV");
    expect(shortName("Helicopter of Admiral Panteleyev (assumed)", "aircraft")).toBe("HELO PANTELEYEV");
    expect(shortName("Tu-95MS, first", "aircraft")).toBe("TU-95MS FIRST");
    expect(shortName("Patrol aircraft, Il-38 (assumed)", "aircraft")).toBe("IL-38");
    expect(shortName("x".repeat(500), "merchant").length).toBeLessThan(25);
    expect([familyOf("GUNEX-S"), familyOf("RAS-L"), familyOf("SAREX")]).toEqual([
      "gunnery",
      "replenishment",
      "surface",
    ]);
  });
});

// Skyfield 1.55 with JPL's DE421: latitude, longitude, sunrise, sunset.
const SUNS: [number, number, string, string][] = [
  [59.9, 24.0, "2026-06-21T01:00:54Z", "2026-06-21T19:50:41Z"],
  [35.0, 139.7, "2026-03-19T20:45:35Z", "2026-03-20T08:52:27Z"],
  [43.1, 131.9, "2026-09-09T20:46:00Z", "2026-09-10T09:32:15Z"],
  [-33.9, 18.4, "2026-02-01T04:07:51Z", "2026-02-01T17:51:31Z"],
];

describe("the sun", () => {
  it.each(SUNS)("at %d, %d rises and sets when Skyfield says, to two minutes", (lat, lon, rise, set) => {
    const start = Date.parse(rise) - 4 * 3600_000;
    const found = nights(start, 24 * 3600, lat, lon);
    const at = (text: string) => (Date.parse(text) - start) / 1000;
    expect(found.some(([, to]) => Math.abs(to - at(rise)) < 120)).toBe(true);
    expect(found.some(([from]) => Math.abs(from - at(set)) < 120)).toBe(true);
  });

  it("does not set at Murmansk at midsummer", () => {
    expect(nights(Date.parse("2026-06-21T00:00:00Z"), 86400, 69.1, 33.4)).toEqual([]);
  });
});

describe("a sonar's reach", () => {
  const ranges = [10, 20, 30, 40, 50, 60, 70];
  it("is the same from ahead and astern, from either side, and goes evenly between", () => {
    expect(reachAt(ranges, 120, 120)).toBe(10);
    expect(reachAt(ranges, 300, 120)).toBe(10);
    expect(reachAt(ranges, 30, 120)).toBe(70);
    expect(reachAt(ranges, 210, 120)).toBe(70);
    expect(reachAt(ranges, 127.5, 120)).toBeCloseTo(15);
    expect(reachAt(ranges, 112.5, 120)).toBeCloseTo(15);
  });
});

describe("a coast", () => {
  const turn = Array.from({ length: 360 }, (_, i) => (i * Math.PI) / 180);
  const [xs, ys] = [turn.map((a) => 1000 * Math.cos(a)), turn.map((a) => 1000 * Math.sin(a))];

  it("keeps points that stand far enough apart, and no point is farther from what is kept", () => {
    const kept = thinned(xs, ys, 100);
    expect(kept.length).toBeGreaterThan(40);
    expect(kept.length).toBeLessThan(90);
    for (let i = 0; i < xs.length; i++) {
      const last = kept.filter((at) => at <= i).at(-1)!;
      expect(Math.max(Math.abs(xs[i] - xs[last]), Math.abs(ys[i] - ys[last]))).toBeLessThan(100);
    }
    expect(thinned(xs, ys, 0.1)).toHaveLength(360);
  });

  it("that is smaller than that has no points of its own", () => {
    expect(thinned(xs, ys, 5000)).toEqual([]);
  });
});

describe("a bar of the time sheet", () => {
  it("is written on where it lies open widest", () => {
    const bar = { x: 100, width: 80 };
    expect(openPart(bar, [])).toEqual([100, 180]);
    expect(openPart(bar, [{ x: 90, width: 20 }])).toEqual([110, 180]);
    expect(
      openPart(bar, [
        { x: 170, width: 30 },
        { x: 120, width: 10 },
      ]),
    ).toEqual([130, 170]);
    expect(openPart(bar, [{ x: 90, width: 200 }])).toEqual([100, 100]);
  });
});

describe("a box", () => {
  it("is free where nothing reaches into it; edges may touch", () => {
    const box = { x1: 0, y1: 0, x2: 10, y2: 10 };
    expect(isFree(box, [{ x1: 10, y1: 0, x2: 20, y2: 10 }])).toBe(true);
    expect(isFree(box, [{ x1: 9, y1: 9, x2: 20, y2: 20 }])).toBe(false);
  });
});

describe("the radar horizon", () => {
  it("is Bowditch's within a hundredth: 1.22 nautical miles by the square root of feet, for both ends", () => {
    for (const [antenna, target] of [
      [100, 0],
      [64, 49],
      [25, 400],
    ]) {
      const nmi = 1.22 * (Math.sqrt(antenna) + Math.sqrt(target));
      expect(Math.abs(radarHorizonM(antenna * 0.3048, target * 0.3048) / 1852 / nmi - 1)).toBeLessThan(0.01);
    }
  });

  it("is the engine's: fleetex.physics.horizon.radar_horizon_m", () => {
    expect(Math.abs(radarHorizonM(15, 20) - 34397)).toBeLessThan(25);
    expect(Math.abs(radarHorizonM(25, 15) - 36573)).toBeLessThan(25);
  });
});
