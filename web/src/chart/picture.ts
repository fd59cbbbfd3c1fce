// Whose picture: the truth, or what a nation or a unit held at the moment, by its tracks and those shared with it.
import type { Model, Shape, Unit } from "../model";
import { T } from "../texts";
import type { SideTone } from "../theme";
import { isOwn } from "../whose";

export interface TrackNow {
  /** Code of the target's id: truth, for the analyst. */
  target: number;
  holder: number;
  number: number;
  row: number;
  /** Seconds since the row: the estimate is dead-reckoned. */
  age: number;
  lat: number;
  lon: number;
  /** Metres squared, grown with age. */
  east: number;
  north: number;
  cross: number;
  /** What it is taken for; empty: nobody knows. */
  kind: string;
  label: string;
  tone: SideTone;
  shape: Shape;
}

export interface Known {
  /** Units whose true place is known: the picture's own. */
  own: Set<number>;
  tracks: TrackNow[];
}

interface Index {
  lost: number;
  sharesTo: Map<number, number[]>;
  ceased: number;
  trafficRow: Map<number, number>;
}

const indexes = new WeakMap<object, Index>();

function indexOf(model: Model): Index {
  const { shares } = model.groups;
  const known = indexes.get(shares);
  if (known) return known;
  const to = model.recording.table("shares").values("to_id");
  const sharesTo = new Map<number, number[]>();
  for (let group = 0; group < shares.count; group++) {
    const unit = model.unitByCode.get(to[shares.head(group)]);
    if (!unit) continue;
    if (!sharesTo.has(unit.index)) sharesTo.set(unit.index, []);
    sharesTo.get(unit.index)!.push(group);
  }
  const trafficRow = new Map<number, number>();
  const ids = model.traffic.table.values("ship_id");
  for (let row = 0; row < model.traffic.table.rows; row++) trafficRow.set(ids[row], row);
  const made = {
    sharesTo,
    trafficRow,
    lost: model.recording.code("lost"),
    ceased: model.recording.code("ceased"),
  };
  indexes.set(shares, made);
  return made;
}

/** The tracks a unit holds itself at a time. */
export function tracksOf(model: Model, holder: number, t: number): TrackNow[] {
  const index = indexOf(model);
  const table = model.recording.table("tracks");
  const changes = table.values("change");
  const found: TrackNow[] = [];
  for (const group of model.groups.tracks.of(model.units[holder].code)) {
    const row = model.groups.tracks.rowAt(group, t);
    if (row < 0 || changes[row] === index.lost) continue;
    found.push(trackNow(model, index, holder, row, t));
  }
  return found;
}

const METRES_A_DEGREE = 111_195;

function trackNow(model: Model, index: Index, holder: number, row: number, t: number): TrackNow {
  const table = model.recording.table("tracks");
  const age = t - table.number("time_s", row);
  const lat = table.number("lat_deg", row);
  const lon = table.number("lon_deg", row);
  const course = (table.number("course_deg", row) * Math.PI) / 180;
  const way = table.number("speed_mps", row) * age;
  const sd = table.number("velocity_sd_mps", row);
  const grown = Number.isFinite(sd) ? (sd * age) ** 2 : 0;
  const target = table.values("target_id")[row];
  const number = table.number("track", row);
  return {
    target,
    holder,
    number,
    row,
    age,
    lat: lat + (way * Math.cos(course)) / METRES_A_DEGREE,
    lon: lon + (way * Math.sin(course)) / (METRES_A_DEGREE * Math.max(0.05, Math.cos((lat * Math.PI) / 180))),
    east: table.number("east_var_m2", row) + grown,
    north: table.number("north_var_m2", row) + grown,
    cross: table.number("east_north_cov_m2", row),
    ...identity(model, index, holder, target, number, t),
  };
}

/** Side and name of a track as its holder can tell: partners by IFF, traffic that says so by AIS, others by sight. */
function identity(
  model: Model,
  index: Index,
  holder: number,
  target: number,
  number: number,
  t: number,
): Pick<TrackNow, "kind" | "label" | "tone" | "shape"> {
  const calls = model.recording.table("classifications");
  const call = model.groups.classifications.rowAt(
    model.groups.classifications.find(model.units[holder].code, target),
    t,
  );
  const kind = call < 0 ? "" : calls.text("kind", call);
  const unit = model.unitByCode.get(target);
  const own = model.units[holder];
  if (unit && isFriend(unit, own)) {
    return { kind: unit.kind, label: unit.hull || unit.short, tone: unit.tone, shape: unit.shape };
  }
  const ship = index.trafficRow.get(target);
  const ais = ship !== undefined && model.traffic.table.truth("ais", ship);
  const neutral = ais || kind === "merchant" || kind === "fishing";
  return {
    kind,
    label: `T ${number}`,
    tone: neutral ? "neutral" : "unknown",
    shape: neutral ? "neutral" : "unknown",
  };
}

/** What a unit itself calls one that it holds, and where it has it; `at` is null without a track of it. */
export function heldAs(
  model: Model,
  holder: number,
  target: number,
  t: number,
): { label: string; at: TrackNow | null } {
  const at = tracksOf(model, holder, t).find((track) => track.target === target) ?? null;
  if (at) return { label: at.label, at };
  const unit = model.unitByCode.get(target);
  const friend = unit !== undefined && isFriend(unit, model.units[holder]);
  return { label: friend ? unit.hull || unit.short : T.unit.noTrack, at };
}

/** Whether one tells the other apart by IFF, which no missile answers. */
function isFriend(unit: Unit, own: Unit): boolean {
  return unit.kind !== "missile" && unit.partner && own.partner && unit.shape === own.shape;
}

/** Null for the truth. */
export function knownBy(model: Model, picture: string, t: number): Known | null {
  if (picture === "truth") return null;
  const index = indexOf(model);
  const own = new Set<number>();
  for (const unit of model.units) if (isOwn(unit, picture)) own.add(unit.index);
  const best = new Map<number, TrackNow>();
  const take = (track: TrackNow) => {
    const unit = model.unitByCode.get(track.target);
    if (unit && own.has(unit.index)) return;
    const other = best.get(track.target);
    if (!other || track.east + track.north < other.east + other.north) best.set(track.target, track);
  };
  const shares = model.recording.table("shares");
  for (const holder of own) {
    for (const track of tracksOf(model, holder, t)) take(track);
    for (const group of index.sharesTo.get(holder) ?? []) {
      const row = model.groups.shares.rowAt(group, t);
      if (row < 0 || shares.values("change")[row] === index.ceased) continue;
      const from = model.unitByCode.get(shares.values("from_id")[row]);
      const target = shares.values("target_id")[row];
      if (!from || own.has(from.index)) continue;
      const told = tracksOf(model, from.index, t).find((track) => track.target === target);
      if (told) take(told);
    }
  }
  return { own, tracks: [...best.values()] };
}
