// Rows of a table by what they are about, each group in order of time: typed arrays, built in pieces.
import type { Table } from "./bundle";

export type Breathe = () => Promise<void>;

export class Groups {
  constructor(
    /** Rows, group after group. */
    readonly order: Int32Array,
    /** Where each group begins in `order`; one more at the end. */
    readonly starts: Int32Array,
    /** The first row of each group: what it is about. */
    readonly heads: Int32Array,
    private readonly dense: Map<number, number>[],
    private readonly byKey: Map<number, number>,
    private readonly time: ArrayLike<number>,
    /** The first of the columns that tell groups apart. */
    private readonly leading: ArrayLike<number>,
  ) {}

  private byLeading: Map<number, number[]> | null = null;

  /** Groups whose first column has this code. */
  of(code: number): readonly number[] {
    if (!this.byLeading) {
      this.byLeading = new Map();
      for (let group = 0; group < this.count; group++) {
        const first = this.leading[this.heads[group]];
        const known = this.byLeading.get(first);
        if (known) known.push(group);
        else this.byLeading.set(first, [group]);
      }
    }
    return this.byLeading.get(code) ?? [];
  }

  get count(): number {
    return this.heads.length;
  }

  /** Number of the group of these codes; -1 if there is none. */
  find(...codes: number[]): number {
    let key = 0;
    for (let i = 0; i < codes.length; i++) {
      const rank = this.dense[i].get(codes[i]);
      if (rank === undefined) return -1;
      key = key * this.dense[i].size + rank;
    }
    return this.byKey.get(key) ?? -1;
  }

  /** Index in `order` of the group's last row at or before a time; -1 if it has none yet. */
  lastAt(group: number, seconds: number): number {
    if (group < 0) return -1;
    let low = this.starts[group];
    let high = this.starts[group + 1];
    if (low === high || !(this.time[this.order[low]] <= seconds)) return -1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.time[this.order[middle]] <= seconds) low = middle;
      else high = middle;
    }
    return low;
  }

  /** The group's last row at or before a time; -1 if none. */
  rowAt(group: number, seconds: number): number {
    const at = this.lastAt(group, seconds);
    return at < 0 ? -1 : this.order[at];
  }

  /** Rows of a group in order of time. */
  rows(group: number): Int32Array {
    return group < 0 ? new Int32Array(0) : this.order.subarray(this.starts[group], this.starts[group + 1]);
  }
}

const PIECE = 20000;

export async function grouped(
  table: Table,
  columns: string[],
  timeColumn: string,
  breathe: Breathe,
): Promise<Groups> {
  const rows = table.rows;
  const time = table.values(timeColumn);
  const keys = columns.map((column) => table.values(column));
  const dense: Map<number, number>[] = [];
  for (const values of keys) {
    const ranks = new Map<number, number>();
    for (let row = 0; row < rows; row++) {
      if (!ranks.has(values[row])) ranks.set(values[row], ranks.size);
      if (row % PIECE === PIECE - 1) await breathe();
    }
    dense.push(ranks);
  }
  const byKey = new Map<number, number>();
  const of = new Int32Array(rows);
  const heads: number[] = [];
  const counts: number[] = [];
  for (let row = 0; row < rows; row++) {
    let key = 0;
    for (let i = 0; i < keys.length; i++) key = key * dense[i].size + dense[i].get(keys[i][row])!;
    let group = byKey.get(key);
    if (group === undefined) {
      group = heads.length;
      byKey.set(key, group);
      heads.push(row);
      counts.push(0);
    }
    of[row] = group;
    counts[group]++;
    if (row % PIECE === PIECE - 1) await breathe();
  }
  const starts = new Int32Array(heads.length + 1);
  for (let group = 0; group < heads.length; group++) starts[group + 1] = starts[group] + counts[group];
  const next = starts.slice(0, heads.length);
  const order = new Int32Array(rows);
  for (let row = 0; row < rows; row++) order[next[of[row]]++] = row;
  for (let group = 0; group < heads.length; group++) {
    const part = order.subarray(starts[group], starts[group + 1]);
    let sorted = true;
    for (let i = 1; i < part.length && sorted; i++) sorted = time[part[i - 1]] <= time[part[i]];
    if (!sorted) part.sort((a, b) => time[a] - time[b] || a - b);
    if (group % 500 === 499) await breathe();
  }
  return new Groups(order, starts, Int32Array.from(heads), dense, byKey, time, keys[0]);
}
