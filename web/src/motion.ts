// Where units are: legs by the recording schema's definition ("Where a unit is", docs/recording.md), evaluated when
// asked. Straight legs follow a geodesic or a rhumb line; turns go by their chord, so do arcs of any radius.
import type { Recording, Table } from "./bundle";
import { along, LINE_SIZE, line, type Place, RAD, rhumb, wrap360 } from "./geodesy";

export interface State {
  lat: number;
  lon: number;
  /** Degrees, made good. */
  course: number;
  speed: number;
  height: number;
  /** Degrees a second, clockwise. */
  turn: number;
  /** Row of the leg; -1: it has none now and is not in play. */
  leg: number;
}

export function newState(): State {
  return {
    lat: Number.NaN,
    lon: Number.NaN,
    course: Number.NaN,
    speed: Number.NaN,
    height: 0,
    turn: 0,
    leg: -1,
  };
}

export class Motion {
  readonly time: ArrayLike<number>;
  readonly end: Float64Array;
  private readonly given: ArrayLike<number>;
  readonly lat: ArrayLike<number>;
  readonly lon: ArrayLike<number>;
  readonly speed: ArrayLike<number>;
  readonly turn: ArrayLike<number>;
  /** First and one past the last row of each mover. */
  readonly first: Int32Array;
  readonly last: Int32Array;
  private readonly course: ArrayLike<number>;
  private readonly accel: ArrayLike<number>;
  private readonly height: ArrayLike<number>;
  private readonly climb: ArrayLike<number>;
  private readonly held: Uint8Array;
  private readonly at: Int32Array;
  private readonly lines: Float64Array;
  private readonly place: Place = { lat: 0, lon: 0, azimuth: 0 };

  /** `ids` are the movers in order; `idColumn` names them in the legs' table. */
  constructor(recording: Recording, legs: Table, idColumn: string, ids: string[]) {
    const zeros = new Float64Array(legs.rows);
    const or0 = (column: string) => (legs.has(column) ? legs.values(column) : zeros);
    this.time = legs.values("time_s");
    this.lat = legs.values("lat_deg");
    this.lon = legs.values("lon_deg");
    this.course = legs.values("course_deg");
    this.speed = legs.values("speed_mps");
    this.accel = or0("accel_mps2");
    this.turn = or0("turn_degps");
    this.height = or0("height_m");
    this.climb = or0("climb_mps");
    this.first = new Int32Array(ids.length);
    this.last = new Int32Array(ids.length);
    this.at = new Int32Array(ids.length).fill(-1);
    this.lines = new Float64Array(ids.length * LINE_SIZE);
    this.held = new Uint8Array(legs.rows);
    const rhumbLine = recording.code("rhumb");
    const lineCodes = legs.values("line");
    for (let row = 0; row < legs.rows; row++) this.held[row] = lineCodes[row] === rhumbLine ? 1 : 0;
    const rank = new Map(ids.map((id, i) => [recording.code(id), i]));
    const of = legs.values(idColumn);
    for (let row = 0; row < legs.rows;) {
      let next = row + 1;
      while (next < legs.rows && of[next] === of[row]) next++;
      const mover = rank.get(of[row]);
      if (mover !== undefined) {
        this.first[mover] = row;
        this.last[mover] = next;
      }
      row = next;
    }
    this.given = legs.values("end_s");
    this.end = new Float64Array(legs.rows);
    this.lastUntil(recording.header.until_s);
  }

  /** Legs that have no end, and none after them, last until then. */
  lastUntil(untilS: number): void {
    const { end, given } = this;
    for (let row = 0; row < end.length; row++) end[row] = given[row];
    for (let mover = 0; mover < this.first.length; mover++) {
      for (let row = this.first[mover]; row < this.last[mover]; row++) {
        if (Number.isNaN(end[row])) {
          end[row] = row + 1 < this.last[mover] ? this.time[row + 1] : Math.max(untilS, this.time[row]);
        }
      }
    }
  }

  /** The row of the last leg that has begun; where two legs meet, the later counts. -1: none, or it has ended. */
  legAt(mover: number, seconds: number): number {
    let low = this.first[mover];
    let high = this.last[mover];
    if (low === high || !(this.time[low] <= seconds)) return -1;
    const near = this.at[mover];
    if (near >= low && this.time[near] <= seconds) {
      if (near + 1 >= high || this.time[near + 1] > seconds) return seconds <= this.end[near] ? near : -1;
      low = near;
    }
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.time[middle] <= seconds) low = middle;
      else high = middle;
    }
    return seconds <= this.end[low] ? low : -1;
  }

  /** Fills `state`; false, and `leg` -1, if the mover is not in play then. */
  stateAt(mover: number, seconds: number, state: State): boolean {
    const leg = this.legAt(mover, seconds);
    state.leg = leg;
    if (leg < 0) return false;
    const tau = seconds - this.time[leg];
    const place = this.place;
    const v = this.speed[leg];
    const omega = this.turn[leg];
    const base = mover * LINE_SIZE;
    state.speed = v;
    state.turn = omega;
    state.height = this.height[leg] + this.climb[leg] * tau;
    if (omega !== 0) {
      const half = (omega * tau) / 2;
      line(this.lat[leg], this.lon[leg], this.course[leg] + half, this.lines, base);
      this.at[mover] = -1;
      along(this.lines, base, 2 * (v / (omega * RAD)) * Math.sin(half * RAD), place);
      state.course = wrap360(this.course[leg] + 2 * half);
    } else {
      const length = v * tau + 0.5 * this.accel[leg] * tau * tau;
      state.speed = v + this.accel[leg] * tau;
      if (this.held[leg]) {
        rhumb(this.lat[leg], this.lon[leg], this.course[leg], length, place);
      } else {
        if (this.at[mover] !== leg) line(this.lat[leg], this.lon[leg], this.course[leg], this.lines, base);
        along(this.lines, base, length, place);
      }
      this.at[mover] = leg;
      state.course = place.azimuth;
    }
    state.lat = place.lat;
    state.lon = place.lon;
    return true;
  }
}
