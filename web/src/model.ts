// What the page shows, made of the recording's tables once: units, serials, events, areas and where rows are found.
import { type AreaHead, type Header, type Recording, Table, tablesOf, type Unpacked } from "./bundle";
import { type Breathe, inPieces } from "./dom";
import type { GroupName, Groups } from "./groups";
import { familyOf, markOf, shortName } from "./kinds";
import { type Motion, type State } from "./motion";
import { Part } from "./part";
import { type Bounds, type Plane, planeFor } from "./projection";
import { Clock, inKnots, isolated } from "./say";
import type { SideTone } from "./theme";
import { teller, toldAs } from "./whose";

export type Shape = "friend" | "neutral" | "hostile" | "unknown";

export interface Unit {
  index: number;
  id: string;
  code: number;
  name: string;
  /** For the chart: capitals, short. */
  short: string;
  hull: string;
  nation: string;
  tone: SideTone;
  shape: Shape;
  domain: string;
  kind: string;
  typeCode: string;
  className: string;
  fuelMax: number;
  speedMax: number;
  notional: boolean;
  notionalStart: boolean;
  /** Of neither side, or a target: no partner of the exercise. */
  partner: boolean;
}

export interface Serial {
  index: number;
  id: string;
  code: number;
  number: number;
  kind: string;
  title: string;
  family: string;
  areaId: string;
  oce: string;
  plannedStart: number;
  plannedEnd: number;
  start: number;
  end: number;
  state: string;
  reason: string;
  live: boolean;
  notional: boolean;
  participants: { unit: string; role: string }[];
  /** Whom the chart draws over the lane: indices of units. */
  units: Set<number>;
}

export type EventMark = "fire" | "fall" | "contact" | "supply" | "check" | "air" | "serial" | "routine";

export interface LogEvent {
  time: number;
  kind: string;
  text: string;
  unit: string;
  serial: string;
  mark: EventMark;
  /** Routine events stay in the full list. */
  routine: boolean;
  /** How pictures other than the truth tell it, where they tell it otherwise; null: not at all. */
  told?: LogEvent | null | undefined;
}

export interface Underwater {
  unit: number;
  start: number;
  end: number;
  kind: "dip" | "buoy";
  depth: number;
  lat: number;
  lon: number;
  name: string;
}

export interface Danger {
  serial: Serial;
  from: number;
  until: number;
  /** [lat, lon] in order. */
  ring: [number, number][];
  label: string;
}

/** With some room round it. */
function widened([south, north, west, east]: [number, number, number, number]): Bounds {
  const more = Math.max(0.15, (north - south) * 0.06);
  const wide = more / Math.max(0.2, Math.cos((((north + south) / 2) * Math.PI) / 180));
  return { south: south - more, north: north + more, west: west - wide, east: east + wide };
}

export class Model {
  header: Header;
  readonly clock: Clock;
  endS = 0;
  /** So far it is recorded. */
  lastS = 0;
  readonly units: Unit[];
  readonly unitByCode = new Map<number, Unit>();
  readonly unitById = new Map<string, Unit>();
  readonly nations: { code: string; name: string; tone: SideTone }[] = [];
  serials: Serial[] = [];
  readonly serialById = new Map<string, Serial>();
  readonly areas: AreaHead[];
  readonly traffic: { ids: string[]; table: Table };
  events: LogEvent[] = [];
  marked: LogEvent[] = [];
  dangers: Danger[] = [];
  underwater: Underwater[] = [];
  readonly bounds: Bounds;
  readonly plane: Plane;
  /** Whether somebody flies: aircraft have vectors of another length. */
  readonly flies: boolean;
  /** What of the recording's time is here, in order; one part, if all of it is. */
  parts: Part[] = [];
  private readonly nothing: Part;
  private now: Part;

  /** A recording's model, as far as the first picture needs it. */
  constructor(public recording: Recording) {
    const header = recording.header;
    this.header = header;
    const zone = header.scenario.zone ?? { text: "UTC", offset_s: 0 };
    this.clock = new Clock(header.start_utc, zone.offset_s, zone.text);
    this.bounds = widened(header.extent);
    this.plane = planeFor(this.bounds);
    this.reach();
    this.areas = header.scenario.areas ?? [];
    this.units = this.readUnits();
    for (const unit of this.units) {
      this.unitByCode.set(unit.code, unit);
      this.unitById.set(unit.id, unit);
    }
    this.flies = this.units.some((unit) => unit.domain === "air" && unit.kind !== "missile");
    this.readSerials();
    const trafficTable = recording.table("traffic");
    const ids: string[] = [];
    for (let row = 0; row < trafficTable.rows; row++) ids.push(trafficTable.text("ship_id", row));
    this.traffic = { ids, table: trafficTable };
    const none = (name: string): [string, Table] => [name, new Table(name, 0, new Map(), [])];
    this.nothing = this.partOf(Number.NaN, Number.NaN, new Map([none("legs"), none("traffic_legs")]), {});
    this.now = this.nothing;
    if (!header.windows) this.now = this.partOf(-Infinity, Infinity, new Map(), recording.groups);
    if (!header.windows) this.parts.push(this.now);
  }

  /** How far the timeline goes, and the recording. */
  private reach(): void {
    const { header } = this;
    const planned = (Date.parse(header.end_utc) - Date.parse(header.start_utc)) / 1000;
    const until = Number.isFinite(header.until_s) ? header.until_s : 0;
    this.endS = Math.max(60, header.complete ? Math.max(until, 60) : Math.max(planned || 0, until));
    this.lastS = header.complete ? this.endS : Math.min(this.endS, Math.max(until, 1));
  }

  /** The recording has grown: what can have changed beside its windows is read anew. */
  async grow(unpacked: Unpacked, breathe: Breathe): Promise<void> {
    this.recording = this.recording.grown(unpacked);
    this.header = this.recording.header;
    this.reach();
    this.readSerials();
    for (const part of this.parts) part.grow(this.recording);
    await this.readEvents(breathe);
  }

  /** What the first picture did not need is here. */
  complete(rest: Unpacked): void {
    this.recording = this.recording.with(rest);
    for (const part of this.parts) part.grow(this.recording);
  }

  private partOf(
    from: number,
    to: number,
    tables: ReadonlyMap<string, Table>,
    rows: Unpacked["groups"],
  ): Part {
    const units = this.units.map((unit) => unit.id);
    return new Part(this.recording, from, to, tables, rows, units, this.traffic.ids);
  }

  /** A window of the recording's time has come. */
  async take(from: number, to: number, unpacked: Unpacked, breathe: Breathe): Promise<void> {
    const part = this.partOf(from, to, tablesOf(unpacked, this.header.names), unpacked.groups);
    await part.fill(this.plane, breathe);
    // What was the last window of a recording that grows ends where the next begins, once that is here.
    for (const other of this.parts) if (other.from < from && other.to > from) other.to = from;
    this.parts = [...this.parts.filter((other) => other.from !== from), part].sort((a, b) => a.from - b.from);
    if (this.now.from !== from) return;
    this.now = part; // what was looked at until now is out of date
    this.recording.moving = part.tables;
  }

  /** A window that begins then is not needed any more. */
  letGo(from: number): void {
    this.parts = this.parts.filter((part) => part.from !== from);
  }

  /** Looks at a moment from here on; false, and nothing is there to be seen, if that part of the time is not here. */
  enter(seconds: number): boolean {
    const part = this.partAt(seconds);
    this.now = part ?? this.nothing;
    this.recording.moving = this.now.tables;
    return part !== null;
  }

  /** The part in which a moment lies; null if it is not here. */
  partAt(seconds: number): Part | null {
    if (seconds >= this.now.from && seconds < this.now.to) return this.now;
    return this.parts.find((part) => seconds >= part.from && seconds < part.to) ?? null;
  }

  /** The parts that are here of a stretch of time. */
  partsOver(from: number, to: number): Part[] {
    return this.parts.filter((part) => part.from <= to && part.to > from);
  }

  get motion(): Motion {
    return this.now.motion;
  }

  get trafficMotion(): Motion {
    return this.now.traffic;
  }

  get groups(): Record<GroupName, Groups> {
    return this.now.groups;
  }

  /** Where a unit is at any moment that is here, or at one of those that came beside the windows. */
  stateAt(unit: Unit, seconds: number, state: State): boolean {
    const part = this.partAt(seconds);
    if (part) return part.motion.stateAt(unit.index, seconds, state);
    const row = this.placeRow(unit.code, seconds);
    if (row < 0) return false;
    const table = this.recording.still("places");
    state.lat = table.number("lat_deg", row);
    state.lon = table.number("lon_deg", row);
    return Number.isFinite(state.lat);
  }

  private placeRow(code: number, seconds: number): number {
    const table = this.recording.still("places");
    const units = table.values("unit_id");
    const times = table.values("time_s");
    for (let row = 0; row < table.rows; row++)
      if (units[row] === code && Math.abs(times[row] - seconds) < 0.01) return row;
    return -1;
  }

  /** A group's rows between two moments, of all parts that are here: their times and a column's values. */
  across(
    name: GroupName,
    tableName: string,
    codes: number[],
    column: string,
    from: number,
    to: number,
  ): { times: number[]; values: number[] } {
    const found = { times: [] as number[], values: [] as number[] };
    for (const part of this.partsOver(from, to)) {
      const table = part.tables.get(tableName) ?? this.recording.still(tableName);
      const groups = part.groups[name];
      const time = table.values("time_s");
      const values = table.values(column);
      for (const row of groups.rows(groups.find(...codes))) {
        const stood = time[row] < part.from && found.times.length > 0;
        if (stood || time[row] < from || time[row] > to) continue;
        found.times.push(time[row]);
        found.values.push(values[row]);
      }
    }
    return found;
  }

  private readUnits(): Unit[] {
    const table = this.recording.table("units");
    const scenario = this.header.scenario;
    const otc = scenario.otc;
    const rows = Array.from({ length: table.rows }, (_, row) => row);
    const otcRow = rows.find((row) => table.text("unit_id", row) === otc) ?? 0;
    const homeSide = table.rows ? table.text("side", otcRow) : "";
    const firstNation = table.rows ? table.text("nation", otcRow) : "";
    const strength = new Map<string, number>();
    for (const row of rows) {
      const kind = table.text("kind", row);
      if (table.truth("neutral", row) || kind === "target" || kind === "shore") continue;
      const nation = table.text("nation", row);
      if (nation !== firstNation && table.text("side", row) === homeSide) {
        strength.set(nation, (strength.get(nation) ?? 0) + 1);
      }
    }
    const secondNation = [...strength].sort((a, b) => b[1] - a[1])[0]?.[0] ?? "";
    const units = rows.map((row): Unit => {
      const nation = table.text("nation", row);
      const kind = table.text("kind", row);
      const aside = kind === "target" || kind === "shore";
      const neutral = table.truth("neutral", row) || aside;
      const opposing = !neutral && table.text("side", row) !== homeSide;
      let tone: SideTone = "neutral";
      if (opposing) tone = secondNation ? "unknown" : "second";
      else if (!neutral && nation === firstNation) tone = "first";
      else if (!neutral && nation === secondNation) tone = "second";
      const name = table.text("name", row) || table.text("unit_id", row);
      return {
        index: row,
        id: table.text("unit_id", row),
        code: table.values("unit_id")[row],
        name,
        short: isolated(shortName(name, kind)),
        hull: table.text("hull", row),
        nation,
        tone,
        shape: opposing ? "hostile" : neutral ? "neutral" : "friend",
        domain: table.text("domain", row),
        kind,
        typeCode: table.text("type_code", row),
        className: table.text("class_name", row),
        fuelMax: table.number("fuel_kg_max", row),
        speedMax: table.number("speed_mps_max", row),
        notional: table.truth("notional", row),
        notionalStart: table.truth("notional_start", row),
        partner: !neutral,
      };
    });
    const seen = new Set<string>();
    for (const unit of units) {
      if (!unit.partner || seen.has(unit.nation)) continue;
      seen.add(unit.nation);
      this.nations.push({
        code: unit.nation,
        name: scenario.nations?.[unit.nation] ?? unit.nation,
        tone: unit.tone,
      });
    }
    const rank = { first: 0, second: 1, unknown: 2, neutral: 3 };
    this.nations.sort((a, b) => rank[a.tone] - rank[b.tone]);
    return units;
  }

  private readSerials(): void {
    this.serials = [];
    this.serialById.clear();
    const table = this.recording.table("serials");
    const parts = this.recording.table("participants");
    const of = new Map<string, { unit: string; role: string }[]>();
    for (let row = 0; row < parts.rows; row++) {
      const id = parts.text("serial_id", row);
      if (!of.has(id)) of.set(id, []);
      of.get(id)!.push({ unit: parts.text("unit_id", row), role: parts.text("role", row) });
    }
    for (let row = 0; row < table.rows; row++) {
      const id = table.text("serial_id", row);
      const participants = of.get(id) ?? [];
      const kind = table.text("kind", row);
      this.serials.push({
        index: row,
        id,
        code: table.values("serial_id")[row],
        number: table.number("number", row),
        kind,
        title: table.text("title", row),
        family: familyOf(kind),
        areaId: table.text("area_id", row),
        oce: table.text("oce", row),
        plannedStart: table.number("planned_start_s", row),
        plannedEnd: table.number("planned_end_s", row),
        start: table.number("start_s", row),
        end: table.number("end_s", row),
        state: table.text("state", row),
        reason: table.text("reason", row),
        live: table.truth("live", row),
        notional: table.truth("notional", row),
        participants,
        units: new Set(participants.map((p) => this.unitById.get(p.unit)?.index ?? -1)),
      });
    }
    this.serials.sort((a, b) => a.plannedStart - b.plannedStart || a.number - b.number);
    this.serials.forEach((serial, index) => {
      serial.index = index;
      this.serialById.set(serial.id, serial);
    });
  }

  /** The rest, in pieces that leave the page alive. */
  async finish(breathe: Breathe): Promise<void> {
    await this.readEvents(breathe);
    for (const part of this.parts) await part.fill(this.plane, breathe);
  }

  private async readEvents(breathe: Breathe): Promise<void> {
    const table = this.recording.still("events");
    const events: LogEvent[] = [];
    const pause = inPieces(breathe);
    for (let row = 0; row < table.rows; row++) {
      const kind = table.text("kind", row);
      const mark = markOf(kind);
      const text = table.text("text", row);
      const unit = table.text("unit_id", row);
      const event: LogEvent = {
        time: table.number("time_s", row),
        kind,
        text: `${teller(kind, text, this.unitById.get(unit))}${this.said(text)}`,
        unit,
        serial: table.text("serial_id", row),
        mark,
        routine: mark === "routine",
      };
      event.told = toldAs(event, table.text("other_id", row), text);
      if (event.told) event.told.text = this.said(event.told.text);
      events.push(event);
      if (row % 200 === 199) await pause();
    }
    this.events = events.sort((a, b) => a.time - b.time);
    this.marked = this.events.filter((event) => !event.routine);
  }

  /** A sentence of the log with names for ids. */
  private said(text: string): string {
    return inKnots(text).replace(/[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*/g, (word) => {
      const name = this.unitById.get(word)?.name.replace(/\s*\([^)]*\)/g, "");
      return name === undefined ? word : isolated(name);
    });
  }
}
