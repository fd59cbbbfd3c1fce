// What a unit holds at a moment, with range and margin, and why: its contacts and their decibel budgets.
import { heldAs } from "./chart/picture";
import { inverse } from "./geodesy";
import type { Model, Unit } from "./model";
import { newState } from "./motion";
import { trafficName } from "./plain";

export interface Hold {
  target: number;
  name: string;
  sensors: { id: string; kind: string; budget: number }[];
  /** Metres now: by truth, NaN if the target is not in play; in a picture by the unit's track, NaN without one. */
  range: number;
  bearing: number;
  /** The best sensor's margin in dB; NaN without a budget. */
  margin: number;
  takenFor: string;
}

const sensorKinds = new WeakMap<Model, Map<string, string>>();
const trafficIndex = new WeakMap<Model, Map<number, number>>();

export function sensorKind(model: Model, unitId: string, sensorId: string): string {
  let kinds = sensorKinds.get(model);
  if (!kinds) {
    kinds = new Map();
    const table = model.recording.table("sensors");
    for (let row = 0; row < table.rows; row++) {
      kinds.set(`${table.text("unit_id", row)}/${table.text("sensor_id", row)}`, table.text("kind", row));
    }
    sensorKinds.set(model, kinds);
  }
  return kinds.get(`${unitId}/${sensorId}`) ?? sensorId;
}

function shipOf(model: Model, code: number): number {
  let index = trafficIndex.get(model);
  if (!index) {
    index = new Map(model.traffic.ids.map((id, i) => [model.recording.code(id), i]));
    trafficIndex.set(model, index);
  }
  return index.get(code) ?? -1;
}

const mine = newState();
const theirs = newState();

/** In the truth by the targets' names and places; in a picture by what the unit calls them and where it has them. */
export function holdsOf(model: Model, unit: Unit, t: number, picture: string): Hold[] {
  const contacts = model.recording.table("contacts");
  const budgets = model.recording.table("budgets");
  const gained = model.recording.code("gained");
  const changes = contacts.values("change");
  const found = new Map<number, Hold>();
  const here = model.motion.stateAt(unit.index, t, mine);
  for (const group of model.groups.contacts.of(unit.code)) {
    const row = model.groups.contacts.rowAt(group, t);
    if (row < 0 || changes[row] !== gained) continue;
    const target = contacts.values("target_id")[row];
    const sensorCode = contacts.values("sensor_id")[row];
    const budget = model.groups.budgets.rowAt(model.groups.budgets.find(unit.code, sensorCode, target), t);
    const margin = budget < 0 ? Number.NaN : budgets.number("excess_db", budget);
    let hold = found.get(target);
    if (!hold) {
      hold = {
        ...(picture === "truth"
          ? whereabouts(model, target, t, here)
          : estimate(model, unit, target, t, here)),
        sensors: [],
        margin: Number.NaN,
        takenFor: takenFor(model, unit, target, t),
      };
      found.set(target, hold);
    }
    const id = contacts.text("sensor_id", row);
    hold.sensors.push({ id, kind: sensorKind(model, unit.id, id), budget });
    if (!(hold.margin >= margin)) hold.margin = margin;
  }
  return [...found.values()].sort((a, b) => (a.range || 0) - (b.range || 0));
}

type Where = Pick<Hold, "target" | "name" | "range" | "bearing">;
const NOWHERE = { range: Number.NaN, bearing: Number.NaN };

function estimate(model: Model, unit: Unit, target: number, t: number, here: boolean): Where {
  const { label, at } = heldAs(model, unit.index, target, t);
  const way = here && at ? inverse(mine.lat, mine.lon, at.lat, at.lon) : NOWHERE;
  return { target, name: label, ...way };
}

function whereabouts(model: Model, target: number, t: number, here: boolean): Where {
  const other = model.unitByCode.get(target);
  const ship = other ? -1 : shipOf(model, target);
  const there = other
    ? model.motion.stateAt(other.index, t, theirs)
    : ship >= 0 && model.trafficMotion.stateAt(ship, t, theirs);
  const way = here && there ? inverse(mine.lat, mine.lon, theirs.lat, theirs.lon) : NOWHERE;
  const name = other
    ? other.hull
      ? `${other.hull} ${other.short}`
      : other.short
    : trafficName(model.recording.name(target));
  return { target, name, ...way };
}

function takenFor(model: Model, unit: Unit, target: number, t: number): string {
  const groups = model.groups.classifications;
  const row = groups.rowAt(groups.find(unit.code, target), t);
  return row < 0 ? "" : model.recording.table("classifications").text("kind", row);
}

/** How many targets a unit held at each of the times; NaN where that part of the recording is not here. */
export function heldCounts(model: Model, unit: Unit, times: Float64Array): Float64Array {
  const gained = model.recording.code("gained");
  const counts = new Float64Array(times.length);
  for (let i = 0; i < times.length; i++) {
    const part = model.partAt(times[i]);
    if (!part) {
      counts[i] = Number.NaN;
      continue;
    }
    const contacts = part.tables.get("contacts") ?? model.recording.still("contacts");
    const changes = contacts.values("change");
    const held = new Set<number>();
    for (const group of part.groups.contacts.of(unit.code)) {
      const row = part.groups.contacts.rowAt(group, times[i]);
      if (row >= 0 && changes[row] === gained) held.add(contacts.values("target_id")[row]);
    }
    counts[i] = held.size;
  }
  return counts;
}
