// What a moment is drawn by, and what is asked of it everywhere: who is in the picture, where on the sheet somebody is,
// which rows of a table are recent.
import type { Table } from "../bundle";
import type { Model } from "../model";
import { newState } from "../motion";
import type { Theme } from "../theme";
import type { Known } from "./picture";
import type { View } from "./view";

export interface Scene {
  g: CanvasRenderingContext2D;
  view: View;
  theme: Theme;
  model: Model;
  /** Whose picture; null: the truth. */
  known: Known | null;
  t: number;
}

export interface Pixel {
  x: number;
  y: number;
}

/** A unit on the sheet and where it is on the earth. */
export interface At extends Pixel {
  lat: number;
  lon: number;
  height: number;
}

/** Fire and what it did fades over seven minutes. */
export const FADE_S = 420;

const orders = new WeakMap<Table, Int32Array>();

/** Rows in order of time. */
function inTime(table: Table): Int32Array {
  let order = orders.get(table);
  if (!order) {
    const time = table.values("time_s");
    order = Int32Array.from({ length: table.rows }, (_, row) => row).sort((a, b) => time[a] - time[b]);
    orders.set(table, order);
  }
  return order;
}

/** First index in `order` at or after a time; with `past`, after it. */
function firstAt(time: ArrayLike<number>, order: Int32Array, seconds: number, past: boolean): number {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const at = time[order[middle]];
    if (at < seconds || (past && at === seconds)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Rows of a table that were `back` seconds or less ago, in order of time. */
export function recentRows(table: Table, t: number, back: number): Int32Array {
  const order = inTime(table);
  const time = table.values("time_s");
  return order.subarray(firstAt(time, order, t - back, false), firstAt(time, order, t, true));
}

/** How plainly something that old is drawn. */
export function fading(age: number): number {
  return 0.2 + 0.8 * Math.max(0, 1 - age / FADE_S);
}

/** Whether the picture shows a unit where she truly is, and what she fires. */
export function shows({ known }: Pick<Scene, "known">, unit: number): boolean {
  return known === null || known.own.has(unit);
}

/** The same of who stands in a row's `unit_id`. */
export function showsCode(scene: Scene, code: number): boolean {
  const unit = scene.model.unitByCode.get(code);
  return unit !== undefined && shows(scene, unit.index);
}

/** Where a place of the earth lies on the sheet; null if the chart's plane does not have it. */
export function pixelOf(
  { model, view }: Pick<Scene, "model" | "view">,
  lat: number,
  lon: number,
): Pixel | null {
  if (!model.plane.toPlane(lat, lon)) return null;
  return { x: view.x(model.plane.x), y: view.y(model.plane.y) };
}

const state = newState();

/** Where a unit is now. */
export function unitAt(scene: Scene, unit: number): At | null {
  if (!scene.model.motion.stateAt(unit, scene.t, state)) return null;
  const { lat, lon, height } = state;
  const at = pixelOf(scene, lat, lon);
  return at && { ...at, lat, lon, height };
}

/** A line on the sheet, in the colour that is set. */
export function stroke(g: CanvasRenderingContext2D, from: Pixel, to: Pixel, dash: number[]): void {
  g.setLineDash(dash);
  g.beginPath();
  g.moveTo(from.x, from.y);
  g.lineTo(to.x, to.y);
  g.stroke();
  g.setLineDash([]);
}

/** A cross where a round fell or a flight ended. */
export function traceCross(g: CanvasRenderingContext2D, { x, y }: Pixel): void {
  g.moveTo(x - 3, y - 3);
  g.lineTo(x + 3, y + 3);
  g.moveTo(x - 3, y + 3);
  g.lineTo(x + 3, y - 3);
}
