// Firings and where the rounds fell, fading over seven minutes; torpedoes and charges on their runs.
import type { Table } from "../bundle";
import type { Model } from "../model";
import { newState } from "../motion";
import { CONDENSED, type Theme } from "../theme";
import type { View } from "./view";

const FADE_S = 420;
const AIM_S = 45;

const orders = new WeakMap<Table, Int32Array>();

/** Rows in order of time. */
export function inTime(table: Table): Int32Array {
  let order = orders.get(table);
  if (!order) {
    const time = table.values("time_s");
    order = Int32Array.from({ length: table.rows }, (_, row) => row).sort((a, b) => time[a] - time[b]);
    orders.set(table, order);
  }
  return order;
}

/** First index in `order` at or after a time. */
export function firstAt(table: Table, order: Int32Array, seconds: number): number {
  const time = table.values("time_s");
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (time[order[middle]] < seconds) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How plainly something that old is drawn. */
export function fading(age: number, over: number): number {
  return 0.2 + 0.8 * Math.max(0, 1 - age / over);
}

const state = newState();

function placed(model: Model, view: View, unit: number, t: number): { x: number; y: number } | null {
  if (!model.motion.stateAt(unit, t, state) || !model.plane.toPlane(state.lat, state.lon)) return null;
  return { x: view.x(model.plane.x), y: view.y(model.plane.y) };
}

/** Draws them; `shown` tells of a unit whether the picture shows it: what others fire is not in a nation's picture. */
export function drawFire(
  g: CanvasRenderingContext2D,
  view: View,
  theme: Theme,
  model: Model,
  shown: (unit: number) => boolean,
  t: number,
): void {
  drawShots(g, view, theme, model, shown, t);
  drawLaunches(g, view, theme, model, shown, t);
}

/** Whether the picture shows who stands in a row's `unit_id`. */
function isShown(model: Model, shown: (unit: number) => boolean, code: number): boolean {
  const unit = model.unitByCode.get(code);
  return unit !== undefined && shown(unit.index);
}

function drawShots(
  g: CanvasRenderingContext2D,
  view: View,
  theme: Theme,
  model: Model,
  shown: (unit: number) => boolean,
  t: number,
): void {
  const shots = model.recording.table("shots");
  if (!shots.rows) return;
  const order = inTime(shots);
  const time = shots.values("time_s");
  const falls = shots.values("fall_s");
  const lat = shots.values("lat_deg");
  const lon = shots.values("lon_deg");
  const firers = shots.values("unit_id");
  const targets = shots.values("target_id");
  const aimed = new Set<number>();
  g.lineWidth = 1.75;
  for (let i = firstAt(shots, order, t - FADE_S - 120); i < order.length && time[order[i]] <= t; i++) {
    const row = order[i];
    const fallen = t - falls[row];
    if (fallen > FADE_S || !isShown(model, shown, firers[row])) continue;
    g.strokeStyle = theme.danger;
    if (t - time[row] < AIM_S + falls[row] - time[row] && !aimed.has(firers[row])) {
      aimed.add(firers[row]);
      const from = model.unitByCode.get(firers[row]);
      const target = model.unitByCode.get(targets[row]);
      const a = from && placed(model, view, from.index, t);
      let b = target && shown(target.index) ? placed(model, view, target.index, t) : null;
      if (!b && model.plane.toPlane(lat[row], lon[row]))
        b = { x: view.x(model.plane.x), y: view.y(model.plane.y) };
      if (a && b) {
        g.globalAlpha = 0.6;
        g.setLineDash([9, 6]);
        g.beginPath();
        g.moveTo(a.x, a.y);
        g.lineTo(b.x, b.y);
        g.stroke();
        g.setLineDash([]);
      }
    }
    if (fallen < 0 || !model.plane.toPlane(lat[row], lon[row])) continue;
    const x = view.x(model.plane.x);
    const y = view.y(model.plane.y);
    g.globalAlpha = fading(fallen, FADE_S);
    g.beginPath();
    g.moveTo(x - 3, y - 3);
    g.lineTo(x + 3, y + 3);
    g.moveTo(x - 3, y + 3);
    g.lineTo(x + 3, y - 3);
    g.stroke();
    if (shots.truth("hit", row)) {
      g.beginPath();
      g.arc(x, y, 6, 0, 2 * Math.PI);
      g.stroke();
    }
  }
  g.globalAlpha = 1;
}

function drawLaunches(
  g: CanvasRenderingContext2D,
  view: View,
  theme: Theme,
  model: Model,
  shown: (unit: number) => boolean,
  t: number,
): void {
  const table = model.recording.table("launches");
  if (!table.rows) return;
  const launchers = table.values("unit_id");
  const order = inTime(table);
  const plane = model.plane;
  for (let i = firstAt(table, order, t - FADE_S - 1800); i < order.length; i++) {
    const row = order[i];
    const start = table.number("time_s", row);
    const end = table.number("end_s", row);
    if (start > t) break;
    if (t > end + FADE_S || !isShown(model, shown, launchers[row])) continue;
    const entry = Math.max(start, table.number("entry_s", row) || start);
    const share = Math.max(0, Math.min(1, (t - entry) / Math.max(1, end - entry)));
    const lat1 = table.number("entry_lat_deg", row);
    const lon1 = table.number("entry_lon_deg", row);
    if (!plane.toPlane(lat1, lon1)) continue;
    const [x1, y1] = [view.x(plane.x), view.y(plane.y)];
    if (!plane.toPlane(table.number("end_lat_deg", row), table.number("end_lon_deg", row))) continue;
    const x2 = x1 + (view.x(plane.x) - x1) * share;
    const y2 = y1 + (view.y(plane.y) - y1) * share;
    g.globalAlpha = t > end ? 0.25 + 0.75 * (1 - (t - end) / FADE_S) : 1;
    g.strokeStyle = g.fillStyle = theme.danger;
    g.lineWidth = 1.5;
    g.setLineDash([3, 3]);
    g.beginPath();
    g.moveTo(x1, y1);
    g.lineTo(x2, y2);
    g.stroke();
    g.setLineDash([]);
    g.beginPath();
    g.arc(x2, y2, 3, 0, 2 * Math.PI);
    g.fill();
    if (t >= end) {
      g.beginPath();
      g.arc(x2, y2, 7, 0, 2 * Math.PI);
      g.stroke();
      g.font = `600 11px ${CONDENSED}`;
      g.textAlign = "left";
      g.textBaseline = "middle";
      g.strokeStyle = theme.sea;
      g.lineWidth = 3.5;
      const words = `${table.text("kind", row)}: ${table.text("outcome", row)}`;
      g.strokeText(words, x2 + 20, y2 + 22);
      g.fillText(words, x2 + 20, y2 + 22);
    }
  }
  g.globalAlpha = 1;
}
