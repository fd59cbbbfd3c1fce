// Rows of a table by what they are about, each group in order of time: typed arrays, made where a recording is unpacked.
import type { Table, Unpacked, Values } from "./bundle";

/** By which columns a table's rows are told apart, and what orders those of one group. */
export const GROUPED = {
  contacts: { table: "contacts", by: ["unit_id", "sensor_id", "target_id"], time: "time_s" },
  budgets: { table: "budgets", by: ["unit_id", "sensor_id", "target_id"], time: "time_s" },
  tracks: { table: "tracks", by: ["unit_id", "track"], time: "time_s" },
  bearings: { table: "bearings", by: ["unit_id", "bearing"], time: "time_s" },
  shares: { table: "shares", by: ["from_id", "to_id", "target_id"], time: "time_s" },
  fuel: { table: "fuel", by: ["unit_id"], time: "time_s" },
  battery: { table: "battery", by: ["unit_id"], time: "time_s" },
  magazines: { table: "magazines", by: ["unit_id", "mount_id"], time: "time_s" },
  phases: { table: "phases", by: ["unit_id", "serial_id"], time: "time_s" },
  links: { table: "links", by: ["circuit_id", "unit_a", "unit_b"], time: "time_s" },
  measures: { table: "measures", by: ["serial_id"], time: "value" },
  sonar_reach: { table: "sonar_reach", by: ["unit_id", "sensor_id", "target_id"], time: "time_s" },
  so_far: { table: "measures_so_far", by: ["serial_id"], time: "time_s" },
  classifications: { table: "classifications", by: ["unit_id", "target_id"], time: "time_s" },
  emissions: { table: "events", by: ["unit_id", "kind"], time: "time_s" },
  environment: { table: "environment", by: ["zone"], time: "time_s" },
} as const;

export type GroupName = keyof typeof GROUPED;

export interface GroupRows {
  /** Rows, group after group; groups in order of their columns. */
  order: Int32Array;
  /** Where each group begins in `order`; one more at the end. */
  starts: Int32Array;
}

export class Groups {
  constructor(
    private readonly grouped: GroupRows,
    private readonly keys: Values[],
    private readonly time: Values,
  ) {}

  get order(): Int32Array {
    return this.grouped.order;
  }

  get count(): number {
    return this.grouped.starts.length - 1;
  }

  /** The first row of a group: what it is about. */
  head(group: number): number {
    return this.grouped.order[this.grouped.starts[group]];
  }

  /** The first group whose columns are not less than these codes. */
  private notLess(codes: readonly number[]): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.compare(this.head(middle), codes) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private compare(row: number, codes: readonly number[]): number {
    for (let i = 0; i < codes.length; i++) {
      const apart = this.keys[i][row] - codes[i];
      if (apart !== 0) return apart;
    }
    return 0;
  }

  /** Groups whose first column has this code. */
  of(code: number): readonly number[] {
    const found: number[] = [];
    for (let group = this.notLess([code]); group < this.count; group++) {
      if (this.keys[0][this.head(group)] !== code) break;
      found.push(group);
    }
    return found;
  }

  /** Number of the group of these codes; -1 if there is none. */
  find(...codes: number[]): number {
    const group = this.notLess(codes);
    return group < this.count && this.compare(this.head(group), codes) === 0 ? group : -1;
  }

  /** Index in `order` of the group's last row at or before a time; -1 if it has none yet. */
  lastAt(group: number, seconds: number): number {
    if (group < 0) return -1;
    const { order, starts } = this.grouped;
    let low = starts[group];
    let high = starts[group + 1];
    if (low === high || !(this.time[order[low]] <= seconds)) return -1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.time[order[middle]] <= seconds) low = middle;
      else high = middle;
    }
    return low;
  }

  /** The group's last row at or before a time; -1 if none. */
  rowAt(group: number, seconds: number): number {
    const at = this.lastAt(group, seconds);
    return at < 0 ? -1 : this.grouped.order[at];
  }

  /** Rows of a group in order of time. */
  rows(group: number): Int32Array {
    const { order, starts } = this.grouped;
    return group < 0 ? new Int32Array(0) : order.subarray(starts[group], starts[group + 1]);
  }
}

const NONE: GroupRows = { order: new Int32Array(0), starts: new Int32Array(1) };

/** The groups of these tables, looked up. */
export function lookedUp(
  rows: Partial<Record<GroupName, GroupRows>>,
  table: (name: string) => Table,
): Record<GroupName, Groups> {
  const made = Object.entries(GROUPED).map(([name, { table: of, by, time }]) => {
    const found = table(of);
    const keys = by.map((column) => found.values(column));
    return [name, new Groups(rows[name as GroupName] ?? NONE, keys, found.values(time))];
  });
  return Object.fromEntries(made) as Record<GroupName, Groups>;
}

/** The rows of each table that has groups. */
export function groupsOf(tables: Unpacked["tables"]): Unpacked["groups"] {
  const found: Unpacked["groups"] = {};
  for (const [name, { table, by, time }] of Object.entries(GROUPED)) {
    const of = tables[table];
    if (!of || !of.columns[time] || by.some((column) => !of.columns[column])) continue;
    const keys = by.map((column) => of.columns[column]);
    found[name as GroupName] = grouped(of.rows, keys, of.columns[time]);
  }
  return found;
}

/** Rows by their keys, then by time, then as they lie. */
export function grouped(rows: number, keys: ArrayLike<number>[], time: ArrayLike<number>): GroupRows {
  const apart = (a: number, b: number) => {
    for (const key of keys) if (key[a] !== key[b]) return key[a] - key[b];
    return 0;
  };
  const order = new Int32Array(rows);
  let sorted = true;
  for (let row = 0; row < rows; row++) {
    order[row] = row;
    if (row && sorted) sorted = (apart(row - 1, row) || time[row - 1] - time[row] || 0) <= 0;
  }
  if (!sorted) order.sort((a, b) => apart(a, b) || time[a] - time[b] || a - b);
  const starts: number[] = [];
  for (let i = 0; i < rows; i++) if (i === 0 || apart(order[i - 1], order[i]) !== 0) starts.push(i);
  starts.push(rows);
  return { order, starts: Int32Array.from(starts) };
}
