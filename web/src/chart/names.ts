// Names beside symbols: eighteen places each, the last kept while it is free; no place, no name.

export interface Box {
  x1: number;
  y1: number;
  x2: number;
  y2: number;
}

export interface Wanted {
  key: string;
  x: number;
  y: number;
  /** Half width and height of the symbol. */
  half: number;
  width: number;
  height: number;
  first: boolean;
}

export interface Placed {
  x: number;
  y: number;
  /** The name stands away from its symbol: a hairline leads back. */
  away: boolean;
}

/** Offsets from the symbol's middle to the name's upper left corner. */
function place(n: number, w: Wanted): [number, number] {
  const gap = w.half + 2;
  const h = w.height;
  switch (n) {
    case 0:
      return [gap, -h / 2];
    case 1:
      return [-gap - w.width, -h / 2];
    case 2:
      return [gap - 4, -h - 4];
    case 3:
      return [gap - 4, 4];
    case 4:
      return [-gap - w.width + 4, -h - 4];
    case 5:
      return [-gap - w.width + 4, 4];
    case 6:
      return [-w.width / 2, -gap - h];
    case 7:
      return [-w.width / 2, gap];
    default: {
      const angle = ((n - 8) / 10) * 2 * Math.PI + 0.3;
      const r = w.half + 34;
      const cx = Math.cos(angle) * (r + w.width / 3);
      return [cx - w.width / 2, Math.sin(angle) * r - h / 2];
    }
  }
}

const PLACES = 18;

export class Names {
  private readonly last = new Map<string, number>();

  /** Places for the wanted names in order of weight; `taken` grows. `steady`: each keeps its last place while it can;
   * else where it stands follows from the moment alone. */
  lay(wanted: Wanted[], taken: Box[], window: Box, steady: boolean): Map<string, Placed> {
    if (!steady) this.last.clear();
    const found = new Map<string, Placed>();
    const inOrder = [...wanted].sort((a, b) => Number(b.first) - Number(a.first));
    for (const w of inOrder) {
      const kept = this.last.get(w.key);
      for (let i = -1; i < PLACES; i++) {
        const n = i < 0 ? kept : i;
        if (n === undefined) continue;
        const [dx, dy] = place(n, w);
        const box = { x1: w.x + dx, y1: w.y + dy, x2: w.x + dx + w.width, y2: w.y + dy + w.height };
        if (!free(box, taken, window)) continue;
        taken.push(box);
        this.last.set(w.key, n);
        found.set(w.key, { x: dx, y: dy, away: n >= 8 });
        break;
      }
    }
    return found;
  }
}

function free(box: Box, taken: Box[], window: Box): boolean {
  if (box.x1 < window.x1 || box.x2 > window.x2 || box.y1 < window.y1 || box.y2 > window.y2) return false;
  return isFree(box, taken);
}

/** Whether nothing that is there already reaches into a box. */
export function isFree(box: Box, taken: Box[]): boolean {
  for (const other of taken) {
    if (box.x1 < other.x2 && box.x2 > other.x1 && box.y1 < other.y2 && box.y2 > other.y1) return false;
  }
  return true;
}

const RINGS = [26, 44, 62];
const SYMBOL_PX = 32;
const APART_PX = 20;

/** Of so many, far out, no ring keeps all symbols and names readable: they stand closer, and are drawn smaller. */
const FEW = 6;
const CLOSE_RINGS = [16, 32, 48];
const CLOSE_PX = 20;

/** A pile of more than a few: its middle, and how far its symbols stand from it. */
export interface Pile {
  x: number;
  y: number;
  radius: number;
}

/** Symbols that coincide move to rings about their middle; whoever would stand under a ring joins. Fills dx, dy, and in
 * `close` who stands in a pile of more than a few; returns those piles. Who `stays` is not moved. */
export function spread(
  xs: Float64Array,
  ys: Float64Array,
  count: number,
  dx: Float64Array,
  dy: Float64Array,
  close?: Uint8Array,
  stays?: (i: number) => boolean,
): Pile[] {
  const done = new Uint8Array(count);
  const piles: Pile[] = [];
  close?.fill(0);
  if (stays) for (let i = 0; i < count; i++) if (stays(i)) done[i] = 1;
  dx.fill(0, 0, count);
  dy.fill(0, 0, count);
  for (let i = 0; i < count; i++) {
    if (done[i] || Number.isNaN(xs[i])) continue;
    const pile = pileOf(i, xs, ys, count, done);
    if (pile.length < 2) continue;
    let mx = 0;
    let my = 0;
    for (const j of pile) {
      mx += xs[j] / pile.length;
      my += ys[j] / pile.length;
    }
    // Each keeps its own side of the middle as far as it can.
    pile.sort((a, b) => Math.atan2(ys[a] - my, xs[a] - mx) - Math.atan2(ys[b] - my, xs[b] - mx) || a - b);
    const many = close !== undefined && pile.length > FEW;
    const rings = many ? CLOSE_RINGS : RINGS;
    let n = 0;
    for (const radius of rings) {
      const room = Math.min(pile.length - n, roomOn(radius, many ? CLOSE_PX : SYMBOL_PX));
      for (let k = 0; k < room; k++, n++) {
        const angle = -Math.PI + (2 * Math.PI * (k + 0.5)) / room;
        dx[pile[n]] = mx + Math.cos(angle) * radius - xs[pile[n]];
        dy[pile[n]] = my + Math.sin(angle) * radius - ys[pile[n]];
        if (many) close[pile[n]] = 1;
      }
      if (n >= pile.length) break;
    }
    if (many) piles.push({ x: mx, y: my, radius: ringOf(pile.length, CLOSE_RINGS, CLOSE_PX) });
  }
  return piles;
}

/** Everyone who stands where symbol `i` and its ring stand; they are marked as done. */
function pileOf(i: number, xs: Float64Array, ys: Float64Array, count: number, done: Uint8Array): number[] {
  const pile = [i];
  done[i] = 1;
  let sx = xs[i];
  let sy = ys[i];
  for (let before = 0; before < pile.length && pile.length < 40;) {
    before = pile.length;
    const reach = pile.length === 1 ? APART_PX : ringOf(pile.length) + APART_PX / 2;
    const cx = sx / pile.length;
    const cy = sy / pile.length;
    for (let j = 0; j < count; j++) {
      if (done[j] || !(Math.hypot(xs[j] - cx, ys[j] - cy) <= reach)) continue;
      done[j] = 1;
      pile.push(j);
      sx += xs[j];
      sy += ys[j];
    }
  }
  return pile;
}

/** How many symbols of that width stand on a ring. */
function roomOn(radius: number, wide: number): number {
  return Math.floor((2 * Math.PI * radius) / wide);
}

/** Radius of the outermost ring that so many symbols take. */
function ringOf(many: number, rings = RINGS, wide = SYMBOL_PX): number {
  let room = 0;
  for (const radius of rings) {
    room += roomOn(radius, wide);
    if (many <= room) return radius;
  }
  return rings[rings.length - 1];
}
