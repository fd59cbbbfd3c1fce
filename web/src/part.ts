// A stretch of a recording's time: how everything moved in it and what was recorded in it, with what stood when it
// began. A recording that came whole is one part.
import type { Recording, Table, Unpacked } from "./bundle";
import { type Breathe, inPieces } from "./dom";
import { type GroupName, type Groups, lookedUp } from "./groups";
import { Motion } from "./motion";
import type { Plane } from "./projection";

export class Part {
  readonly motion: Motion;
  readonly traffic: Motion;
  groups: Record<GroupName, Groups>;
  /** Plane coordinates of every leg's beginning. */
  readonly x: Float64Array;
  readonly y: Float64Array;

  constructor(
    recording: Recording,
    readonly from: number,
    public to: number,
    readonly tables: ReadonlyMap<string, Table>,
    private readonly rows: Unpacked["groups"],
    units: string[],
    ships: string[],
  ) {
    const table = (name: string) => tables.get(name) ?? recording.still(name);
    this.motion = new Motion(recording, table("legs"), "unit_id", units);
    this.traffic = new Motion(recording, table("traffic_legs"), "ship_id", ships);
    this.groups = this.groupsIn(recording);
    this.x = new Float64Array(this.motion.lat.length);
    this.y = new Float64Array(this.motion.lat.length);
  }

  private groupsIn(recording: Recording): Record<GroupName, Groups> {
    const table = (name: string) => this.tables.get(name) ?? recording.still(name);
    return lookedUp({ ...recording.groups, ...this.rows }, table);
  }

  /** The recording has grown: legs without an end last longer, and there are more rows beside the windows. */
  grow(recording: Recording): void {
    this.motion.lastUntil(recording.header.until_s);
    this.traffic.lastUntil(recording.header.until_s);
    this.groups = this.groupsIn(recording);
  }

  /** Fills in where legs begin, in pieces. */
  async fill(plane: Plane, breathe: Breathe): Promise<void> {
    const pause = inPieces(breathe);
    for (let row = 0; row < this.x.length; row++) {
      plane.toPlane(this.motion.lat[row], this.motion.lon[row]);
      this.x[row] = plane.x;
      this.y[row] = plane.y;
      if (row % 500 === 499) await pause();
    }
  }
}
