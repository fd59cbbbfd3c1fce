import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { decode, fromBase64, type Header, RecordingFault, readHeader, unpack, unzipped } from "../src/bundle";
import { direct } from "../src/geodesy";
import { Motion, newState } from "../src/motion";
import { T } from "../src/texts";

type Kind = "f64" | "f32" | "i32" | "u8" | "code";
interface Made {
  type: Kind;
  values: number[];
  scale?: number;
  delta?: boolean;
}

const ARRAYS = { f64: Float64Array, f32: Float32Array, i32: Int32Array, u8: Uint8Array, code: Int32Array };

/** Packs tables as the form is written: byte planes, deltas, scales, every column padded to eight bytes. */
function packed(
  tables: Record<string, Record<string, Made>>,
  names: string[],
  more: Partial<Header> = {},
): Uint8Array {
  const pieces: Uint8Array[] = [];
  let offset = 0;
  const heads: Record<string, unknown> = {};
  for (const [table, columns] of Object.entries(tables)) {
    const of: Record<string, unknown> = {};
    let rows = 0;
    for (const [column, { type, values, scale, delta }] of Object.entries(columns)) {
      rows = values.length;
      const stored = values.map((v) =>
        scale === undefined ? v : Number.isNaN(v) ? -2147483648 : Math.round(v / scale),
      );
      const steps = delta ? stored.map((v, i) => (i ? v - stored[i - 1] : v)) : stored;
      const raw = new Uint8Array(new ARRAYS[type](steps).buffer);
      const width = raw.length / Math.max(1, rows);
      const planes = new Uint8Array(Math.ceil(raw.length / 8) * 8);
      for (let i = 0; i < rows; i++)
        for (let k = 0; k < width; k++) planes[k * rows + i] = raw[i * width + k];
      of[column] = { type, offset, ...(scale === undefined ? {} : { scale }), ...(delta ? { delta } : {}) };
      offset += planes.length;
      pieces.push(planes);
    }
    heads[table] = { rows, columns: of };
  }
  const header = {
    format: "fleetex replay",
    format_version: 1,
    schema: 1,
    start_utc: "2023-07-20T00:00:00+00:00",
    end_utc: "2023-07-20T06:00:00+00:00",
    until_s: 21600,
    complete: true,
    names,
    tables: heads,
    scenario: {},
    ...more,
  };
  const json = new TextEncoder().encode(JSON.stringify(header));
  const at = Math.ceil((4 + json.length) / 8) * 8;
  const bytes = new Uint8Array(at + offset);
  new DataView(bytes.buffer).setUint32(0, json.length, true);
  bytes.set(json, 4);
  let to = at;
  for (const piece of pieces) {
    bytes.set(piece, to);
    to += piece.length;
  }
  return bytes;
}

const code = (...values: number[]): Made => ({ type: "code", values });
const f64 = (...values: number[]): Made => ({ type: "f64", values });

// One ship, two straight legs and a turn to the right between them.
const NAMES = ["alpha", "geodesic", "rhumb", "north <b>bold</b>"];
const LEGS = {
  unit_id: code(0, 0, 0),
  time_s: f64(0, 3600, 3720),
  end_s: f64(3600, Number.NaN, 7200),
  lat_deg: f64(40, 40.1, 40.12),
  lon_deg: f64(179.9, 179.95, -179.98),
  course_deg: f64(30, 30, 150),
  speed_mps: f64(8, 8, 10),
  accel_mps2: f64(0.001, 0, 0),
  turn_degps: f64(0, 1, 0),
  height_m: f64(0, 0, -60),
  climb_mps: f64(0, 0, 0.01),
  line: code(1, 1, 2),
};
const UNITS = { unit_id: code(0), name: code(3), neutral: { type: "u8" as Kind, values: [0] } };

describe("a packed recording", () => {
  it("gives back what was packed, by planes, deltas and scales, with what is missing as NaN", async () => {
    const tables = {
      units: UNITS,
      legs: LEGS,
      fuel: {
        unit_id: { type: "code" as Kind, values: [0, 0, -1], delta: true },
        time_s: { type: "i32" as Kind, values: [0, 1.5, 1000.25], scale: 0.25, delta: true },
        fuel_kg: { type: "i32" as Kind, values: [5, Number.NaN, -7], scale: 1 },
        rate_kgps: { type: "f32" as Kind, values: [0.5, 0.25, 0.125] },
      },
    };
    const recording = decode(packed(tables, NAMES));
    const fuel = recording.table("fuel");
    expect([...fuel.values("time_s")]).toEqual([0, 1.5, 1000.25]);
    expect([...fuel.values("fuel_kg")]).toEqual([5, Number.NaN, -7]);
    expect([...fuel.values("rate_kgps")]).toEqual([0.5, 0.25, 0.125]);
    expect([0, 1, 2].map((row) => fuel.text("unit_id", row))).toEqual(["alpha", "alpha", ""]);
    expect(recording.table("units").text("name", 0)).toBe("north <b>bold</b>");
    expect(recording.table("nothing").rows).toBe(0);
    expect([...fuel.values("unheard_of")]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });

  it("comes through gzip and base64", async () => {
    const bytes = packed({ units: UNITS, legs: LEGS }, NAMES);
    const text = gzipSync(bytes).toString("base64");
    expect(await unzipped(fromBase64(text))).toEqual(bytes);
    await expect(unzipped(fromBase64(text.slice(0, (text.length >> 1) & ~3)))).rejects.toThrow(
      T.fault.damaged,
    );
    expect(() => fromBase64("not base64!")).toThrow(RecordingFault);
  });

  it("is whole once its rest is there, whose texts are those of the first piece", () => {
    const first = decode(packed({ units: UNITS, legs: LEGS }, NAMES));
    expect(first.table("fuel").rows).toBe(0);
    const rest = unpack(packed({ fuel: { unit_id: code(0), fuel_kg: f64(7) } }, [], { rest: true }));
    const whole = first.with(rest);
    expect(whole.table("fuel").text("unit_id", 0)).toBe("alpha");
    expect(whole.table("fuel").number("fuel_kg", 0)).toBe(7);
    expect(whole.table("legs").rows).toBe(3);
  });

  it("is refused in words when it is foreign, newer, cut off or without its tables", async () => {
    const good = packed({ units: UNITS, legs: LEGS }, NAMES);
    expect(() => readHeader(new Uint8Array(3))).toThrow(T.fault.cut(3));
    expect(() => readHeader(new TextEncoder().encode("<!doctype html><p>hello"))).toThrow(T.fault.foreign);
    expect(() => readHeader(packed({}, [], { format: "other" }))).toThrow(T.fault.foreign);
    expect(() => readHeader(packed({}, [], { format_version: 2 }))).toThrow(T.fault.newer("2", "1"));
    expect(() => readHeader(packed({}, [], { schema: 9, readable_by: 9 }))).toThrow(
      T.fault.newerSchema("9", "1"),
    );
    expect(readHeader(packed({}, [], { schema: 9, readable_by: 1 })).header.schema).toBe(9);
    expect(() => decode(good.subarray(0, good.length - 40))).toThrow(RecordingFault);
    expect(() => decode(packed({ units: UNITS }, NAMES))).toThrow(T.fault.withoutTable("legs"));
  });
});

describe("where a unit is", () => {
  const motion = async () => {
    const recording = decode(packed({ units: UNITS, legs: LEGS }, NAMES));
    return new Motion(recording, recording.table("legs"), "unit_id", ["alpha", "nobody"]);
  };

  it("follows the straight leg's geodesic, gaining speed", async () => {
    const at = newState();
    expect((await motion()).stateAt(0, 1000, at)).toBe(true);
    const end = direct(40, 179.9, 30, 8 * 1000 + 0.5 * 0.001 * 1000 ** 2);
    expect(at.lat).toBeCloseTo(end.lat, 12);
    expect(at.lon).toBeCloseTo(end.lon, 12);
    expect(at.speed).toBeCloseTo(9, 12);
  });

  it("turns along the chord of the schema: azimuth course + wt/2, length 2 v/w sin(wt/2)", async () => {
    const at = newState();
    expect((await motion()).stateAt(0, 3690, at)).toBe(true);
    const omega = Math.PI / 180;
    const end = direct(40.1, 179.95, 30 + 45, ((2 * 8) / omega) * Math.sin((omega * 90) / 2));
    expect(at.lat).toBeCloseTo(end.lat, 12);
    expect(at.lon).toBeCloseTo(end.lon, 12);
    expect(at.course).toBeCloseTo(120, 10);
  });

  it("takes the later leg where two meet, an open leg until the next, and knows who is not in play", async () => {
    const at = newState();
    const of = await motion();
    of.stateAt(0, 3600, at);
    expect(at.leg).toBe(1);
    of.stateAt(0, 3719.999, at);
    expect(at.leg).toBe(1);
    of.stateAt(0, 3720, at);
    expect([at.lat, at.lon, at.height]).toEqual([40.12, -179.98, -60].map((v) => expect.closeTo(v, 11)));
    expect(of.stateAt(0, 7200.5, at)).toBe(false);
    expect(of.stateAt(0, -1, at)).toBe(false);
    expect(of.stateAt(1, 100, at)).toBe(false);
  });

  it("gives the same whether it is asked in order or at random", async () => {
    const at = newState();
    const [one, other] = [await motion(), await motion()];
    const times = Array.from({ length: 200 }, (_, i) => (i * 7919) % 7200);
    const jumped = new Map(times.map((t) => [t, one.stateAt(0, t, at) ? [at.lat, at.lon, at.course] : null]));
    for (const t of [...times].sort((a, b) => a - b)) {
      expect(other.stateAt(0, t, at) ? [at.lat, at.lon, at.course] : null).toEqual(jumped.get(t));
    }
  });
});
