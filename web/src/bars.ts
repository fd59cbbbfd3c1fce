// Bars of serials on the time sheet: where they lie, how they stand, which part of one is not hidden by others.
import type { Serial } from "./model";

/** Height of a bar. */
export const HIGH = 13;

export interface Extent {
  x: number;
  width: number;
}

export interface Bar extends Extent {
  serial: Serial;
  y: number;
  now: "d" | "n" | "c" | "x";
}

/** d done, n now, c coming, x aborted or cancelled. */
export function stateNow(serial: Serial, t: number): "d" | "n" | "c" | "x" {
  const end = Number.isFinite(serial.end) ? serial.end : serial.plannedEnd;
  if ((serial.state === "aborted" || serial.state === "cancelled") && t >= end) return "x";
  if (!Number.isFinite(serial.start)) return t > serial.plannedEnd ? "x" : "c";
  if (t < serial.start) return "c";
  return t <= end ? "n" : "d";
}

/** The widest part of a bar that none of those over it hides. */
export function openPart(bar: Extent, over: Extent[]): [number, number] {
  const ends = over.map(({ x, width }) => [x, x + width]).sort((a, b) => a[0] - b[0]);
  let best: [number, number] = [bar.x, bar.x];
  let from = bar.x;
  for (const [x1, x2] of [...ends, [bar.x + bar.width, Infinity]]) {
    const to = Math.min(x1, bar.x + bar.width);
    if (to - from > best[1] - best[0]) best = [from, to];
    from = Math.max(from, x2);
  }
  return best;
}
