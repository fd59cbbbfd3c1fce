import { describe, expect, it } from "vitest";
import { Table, type Recording } from "../src/bundle";
import { type Pile, spread } from "../src/chart/names";
import { cloudAt, hitsOf, reckonedShare } from "../src/chart/raid";
import { wordsOf } from "../src/chart/writing";
import { inverse } from "../src/geodesy";
import { markOf } from "../src/kinds";
import type { Model } from "../src/model";

function piled(count: number, close?: Uint8Array, stays?: (i: number) => boolean) {
  const xs = Float64Array.from({ length: count }, (_, i) => 100 + (i % 3));
  const ys = Float64Array.from({ length: count }, (_, i) => 100 + (i % 2));
  const dx = new Float64Array(count);
  const dy = new Float64Array(count);
  const piles: Pile[] = spread(xs, ys, count, dx, dy, close, stays);
  return { xs, ys, dx, dy, piles };
}

describe("symbols that coincide", () => {
  it("stand closer when they are many, and are told of as a pile", () => {
    const close = new Uint8Array(12);
    const few = piled(4, new Uint8Array(4));
    const many = piled(12, close);
    expect(few.piles).toEqual([]);
    expect(many.piles.length).toBe(1);
    expect([...close]).toEqual(Array(12).fill(1));
    const out = Math.max(...many.dx.map((x, i) => Math.hypot(x, many.dy[i])));
    const wide = piled(12);
    expect(out).toBeLessThan(0.8 * Math.max(...wide.dx.map((x, i) => Math.hypot(x, wide.dy[i]))));
    for (let i = 0; i < 12; i++)
      for (let j = 0; j < i; j++)
        expect(
          Math.hypot(
            many.xs[i] + many.dx[i] - many.xs[j] - many.dx[j],
            many.ys[i] + many.dy[i] - many.ys[j] - many.dy[j],
          ),
        ).toBeGreaterThan(15);
  });

  it("leave a missile where it flies", () => {
    const { dx, dy } = piled(5, new Uint8Array(5), (i) => i === 2);
    expect([dx[2], dy[2]]).toEqual([0, 0]);
    expect(Math.hypot(dx[1], dy[1])).toBeGreaterThan(10);
  });
});

describe("a raid", () => {
  const ship = { hull: "121", short: "QIQIHAR", kind: "warship", partner: true };

  it("is written about sparingly: missiles have no name, ships in a pile their number", () => {
    expect(wordsOf({ ...ship, kind: "missile" }, false, false)).toEqual({ hull: "", name: "" });
    expect(wordsOf({ ...ship, kind: "missile", short: "X/SSM-01" }, false, true).name).toBe("X/SSM-01");
    expect(wordsOf(ship, true, false)).toEqual({ hull: "121", name: "" });
    expect(wordsOf(ship, false, false)).toEqual({ hull: "121", name: "QIQIHAR" });
  });

  it("has its events marked", () => {
    const kinds = [
      "missiles away",
      "air fire",
      "assessed hit",
      "missile down",
      "out of action",
      "raid detected",
    ];
    expect(kinds.map(markOf)).toEqual(["fire", "fire", "fall", "fall", "check", "contact"]);
  });

  it("tells who was hit how often in the last minutes", () => {
    const hits = new Table(
      "assessed_hits",
      3,
      new Map(
        Object.entries({
          time_s: Float64Array.from([100, 160, 170]),
          unit_id: Int32Array.from([1, 1, 2]),
          hits: Int32Array.from([1, 2, 1]),
          out_of_action: Uint8Array.from([0, 1, 0]),
        }),
      ),
      ["", "a", "b"],
    );
    const model = { recording: { table: () => hits } as unknown as Recording } as Model;
    expect([...hitsOf(model, 99)]).toEqual([]);
    expect([...hitsOf(model, 165)]).toEqual([[1, "2 assessed hits, out of action"]]);
    expect([...hitsOf(model, 175)][1]).toEqual([2, "1 assessed hit"]);
    expect([...hitsOf(model, 1000)]).toEqual([]);
  });

  it("is reckoned from its launch by who fired it: of 30 km at 300 m/s a third after 33.3 s, all after 100 s", () => {
    const flights = new Table(
      "missile_flights",
      1,
      new Map(
        Object.entries({
          time_s: Float64Array.from([500]),
          range_m: Float64Array.from([30_000]),
          end_s: Float64Array.from([520]), // shot down: that changes nothing
        }),
      ),
      [],
    );
    expect(reckonedShare(flights, 0, 300, 500 + 100 / 3)).toBeCloseTo(1 / 3, 9);
    expect(reckonedShare(flights, 0, 300, 600)).toBeCloseTo(1, 9);
  });

  it("leaves chaff to the wind: 4 m/s east and 3 m/s north are 1500 m on 053 in five minutes", () => {
    const columns = {
      time_s: Float64Array.from([100, 100]),
      lat_deg: Float64Array.from([41, 41]),
      lon_deg: Float64Array.from([133, 133]),
      east_mps: Float64Array.from([4, Number.NaN]),
      north_mps: Float64Array.from([3, Number.NaN]),
    };
    const clouds = new Table("decoy_launches", 2, new Map(Object.entries(columns)), []);
    const { lat, lon } = cloudAt(clouds, 0, 400);
    const way = inverse(41, 133, lat, lon);
    expect(way.range).toBeCloseTo(1500, 3);
    expect(way.bearing).toBeCloseTo((Math.atan2(4, 3) * 180) / Math.PI, 6);
    const untold = cloudAt(clouds, 1, 400);
    expect([untold.lat, untold.lon]).toEqual([expect.closeTo(41, 9), expect.closeTo(133, 9)]);
  });
});
