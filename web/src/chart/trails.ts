// Trails: legs' beginnings in the plane, projected once, and arcs in short pieces; four hours fade in four steps.
import type { Model } from "../model";
import { type Motion, newState } from "../motion";
import type { Part } from "../part";
import { PLAIN, type Theme } from "../theme";
import type { View } from "./view";

const state = newState();

/** The way of one mover from `from` to `to` as a path in pixels, as far as it is here; false if none of it is. */
function trace(
  g: CanvasRenderingContext2D,
  view: View,
  model: Model,
  mover: number,
  from: number,
  to: number,
): boolean {
  let drawn = false;
  for (const part of model.partsOver(from, to)) {
    if (traceIn(g, view, part, mover, Math.max(from, part.from), Math.min(to, part.to))) drawn = true;
  }
  return drawn;
}

function traceIn(
  g: CanvasRenderingContext2D,
  view: View,
  legs: Part,
  mover: number,
  from: number,
  to: number,
): boolean {
  const { motion } = legs;
  const plane = view.plane;
  let drawn = false;
  let pen = false;
  const put = (seconds: number) => {
    if (!motion.stateAt(mover, seconds, state) || !plane.toPlane(state.lat, state.lon)) return;
    const x = view.x(plane.x);
    const y = view.y(plane.y);
    if (pen) g.lineTo(x, y);
    else g.moveTo(x, y);
    pen = true;
    drawn = true;
  };
  put(from);
  const first = motion.first[mover];
  let row = Math.max(first, rowBefore(motion, mover, from));
  for (; row < motion.last[mover] && motion.time[row] <= to; row++) {
    const start = motion.time[row];
    if (row > first && start > motion.end[row - 1] + 1) pen = false;
    if (start > from) {
      const x = view.x(legs.x[row]);
      const y = view.y(legs.y[row]);
      if (pen) g.lineTo(x, y);
      else g.moveTo(x, y);
      pen = true;
      drawn = true;
    }
    const turn = Math.abs(motion.turn[row]);
    if (turn > 0) {
      const end = Math.min(to, motion.end[row]);
      const begin = Math.max(from, start);
      const pieces = Math.min(24, Math.floor(((end - begin) * turn) / 15));
      for (let i = 1; i <= pieces; i++) put(begin + ((end - begin) * i) / (pieces + 1));
    }
    if (
      motion.end[row] < to &&
      (row + 1 >= motion.last[mover] || motion.time[row + 1] > motion.end[row] + 1)
    ) {
      put(motion.end[row]);
    }
  }
  put(to);
  return drawn;
}

function rowBefore(motion: Motion, mover: number, seconds: number): number {
  let low = motion.first[mover];
  let high = motion.last[mover];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (motion.time[middle] <= seconds) low = middle;
    else high = middle;
  }
  return low;
}

const MANY = 100;
const SHORT_S = 3600;

/** Trails of many units: an hour each, one stroke a side. */
function drawShort(
  g: CanvasRenderingContext2D,
  view: View,
  theme: Theme,
  model: Model,
  shown: (unit: number) => boolean,
  seconds: number,
): void {
  g.lineWidth = 1.2;
  g.globalAlpha = PLAIN.manyTrails;
  for (const [tone, colours] of Object.entries(theme.side)) {
    g.beginPath();
    for (const unit of model.units) {
      if (unit.tone !== tone || !shown(unit.index)) continue;
      trace(g, view, model, unit.index, Math.max(0, seconds - SHORT_S), seconds);
    }
    g.strokeStyle = colours.trail;
    g.stroke();
  }
  g.globalAlpha = 1;
}

export function drawTrails(
  g: CanvasRenderingContext2D,
  view: View,
  theme: Theme,
  model: Model,
  shown: (unit: number) => boolean,
  seconds: number,
  chosen: number,
): void {
  g.lineJoin = "round";
  if (model.units.length > MANY) {
    drawShort(g, view, theme, model, shown, seconds);
    return;
  }
  for (const unit of model.units) {
    if (!shown(unit.index) || model.motion.legAt(unit.index, seconds) < 0) continue;
    const long = unit.domain === "air" ? 48 * 60 : 4 * 3600;
    g.strokeStyle = theme.side[unit.tone].trail;
    g.lineWidth = unit.index === chosen ? 2.25 : 1.4;
    g.setLineDash(unit.domain === "air" ? [2, 3] : []);
    for (let shade = 0; shade < PLAIN.trail.length; shade++) {
      const from = seconds - long * (1 - shade / PLAIN.trail.length);
      const to = seconds - long * (1 - (shade + 1) / PLAIN.trail.length);
      if (to <= 0) continue;
      g.globalAlpha = PLAIN.trail[shade];
      g.beginPath();
      if (trace(g, view, model, unit.index, Math.max(0, from), to)) g.stroke();
    }
  }
  g.globalAlpha = 1;
  g.setLineDash([]);
}
