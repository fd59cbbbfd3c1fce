// A raid: missiles on their way and whom they make for, what is fired at what flies, decoys, and hits as the umpire
// assesses them. Nothing is damaged.
import type { Model } from "../model";
import { newState } from "../motion";
import { T } from "../texts";
import { CONDENSED, type Theme } from "../theme";
import { fading, firstAt, inTime } from "./fire";
import type { TrackLabel } from "./sensing";
import type { View } from "./view";

const FADE_S = 420;
/** No missile flies longer, no engagement lasts longer: what began earlier is over. */
const FLIGHT_S = 3600;
const CLOUD = [
  [0, 0],
  [-5, 3],
  [4, -4],
  [5, 4],
  [-3, -5],
];

const state = newState();

interface Pixel {
  x: number;
  y: number;
}

function at(model: Model, view: View, lat: number, lon: number): Pixel | null {
  if (!model.plane.toPlane(lat, lon)) return null;
  return { x: view.x(model.plane.x), y: view.y(model.plane.y) };
}

/** Where a unit or a ship of the traffic is, by the code of its id. */
function placeOf(model: Model, view: View, code: number, t: number): Pixel | null {
  const unit = model.unitByCode.get(code);
  if (unit) return model.stateAt(unit, t, state) ? at(model, view, state.lat, state.lon) : null;
  const ship = model.traffic.ids.indexOf(model.recording.name(code));
  if (ship < 0 || !model.trafficMotion.stateAt(ship, t, state)) return null;
  return at(model, view, state.lat, state.lon);
}

/** Draws them; `shown` tells of a firer whether the picture shows her. */
export function drawRaid(
  g: CanvasRenderingContext2D,
  view: View,
  theme: Theme,
  model: Model,
  shown: (unit: number) => boolean,
  t: number,
): void {
  const fires = (code: number) => {
    const unit = model.unitByCode.get(code);
    return unit !== undefined && shown(unit.index);
  };
  g.save();
  drawClouds(g, view, theme, model, fires, t);
  drawFlights(g, view, theme, model, fires, t);
  drawEngagements(g, view, theme, model, fires, t);
  drawBursts(g, view, theme, model, fires, t);
  g.restore();
}

type Fires = (code: number) => boolean;

/** Lines to the point of aim, once the seeker holds somebody to her; afterwards how the flight ended. */
function drawFlights(
  g: CanvasRenderingContext2D,
  view: View,
  theme: Theme,
  model: Model,
  fires: Fires,
  t: number,
): void {
  const table = model.recording.table("missile_flights");
  const order = inTime(table);
  const [starts, ends, locks] = [table.values("time_s"), table.values("end_s"), table.values("acquired_s")];
  for (let i = firstAt(table, order, t - FLIGHT_S - FADE_S); i < order.length; i++) {
    const row = order[i];
    if (starts[row] > t) break;
    if (t > ends[row] + FADE_S || !fires(table.values("unit_id")[row])) continue;
    if (t > ends[row]) {
      const place = placeOf(model, view, table.values("missile_id")[row], ends[row]);
      const hit = table.text("outcome", row) === "assessed hit";
      if (place) drawEnd(g, theme, place, hit, fading(t - ends[row], FADE_S));
      continue;
    }
    const from = placeOf(model, view, table.values("missile_id")[row], t);
    const locked = t >= locks[row] ? placeOf(model, view, table.values("acquired_id")[row], t) : null;
    const to = locked ?? at(model, view, table.number("aim_lat_deg", row), table.number("aim_lon_deg", row));
    if (from && to) drawLine(g, theme, from, to, locked ? [] : [3, 5], locked ? 0.75 : 0.5);
  }
}

/** Missiles against what flies: the line from the ship, how far along it is, and where it met. */
function drawEngagements(
  g: CanvasRenderingContext2D,
  view: View,
  theme: Theme,
  model: Model,
  fires: Fires,
  t: number,
): void {
  const table = model.recording.table("air_engagements");
  const order = inTime(table);
  const [starts, ends] = [table.values("time_s"), table.values("end_s")];
  for (let i = firstAt(table, order, t - FLIGHT_S - FADE_S); i < order.length; i++) {
    const row = order[i];
    if (starts[row] > t) break;
    if (t > ends[row] + FADE_S || !fires(table.values("unit_id")[row])) continue;
    const target = table.values("target_id")[row];
    if (t > ends[row]) {
      const place = table.text("outcome", row) === "hit" ? placeOf(model, view, target, ends[row]) : null;
      if (place) drawEnd(g, theme, place, true, fading(t - ends[row], FADE_S));
      continue;
    }
    const from = placeOf(model, view, table.values("unit_id")[row], t);
    const to = placeOf(model, view, target, t);
    if (!from || !to) continue;
    drawLine(g, theme, from, to, [9, 6], 0.6);
    const share = (t - starts[row]) / Math.max(0.1, ends[row] - starts[row]);
    g.fillStyle = theme.danger;
    g.globalAlpha = 1;
    g.beginPath();
    g.arc(from.x + share * (to.x - from.x), from.y + share * (to.y - from.y), 2.5, 0, 2 * Math.PI);
    g.fill();
  }
}

/** Guns at what flies: a line while a burst is on its way, crosses where its rounds passed, a ring about a hit. */
function drawBursts(
  g: CanvasRenderingContext2D,
  view: View,
  theme: Theme,
  model: Model,
  fires: Fires,
  t: number,
): void {
  const table = model.recording.table("bursts");
  const order = inTime(table);
  const [starts, flights] = [table.values("time_s"), table.values("flight_s")];
  for (let i = firstAt(table, order, t - FADE_S - 60); i < order.length; i++) {
    const row = order[i];
    if (starts[row] > t) break;
    if (!fires(table.values("unit_id")[row])) continue;
    const passed = t - starts[row] - (flights[row] || 0);
    const place = at(model, view, table.number("lat_deg", row), table.number("lon_deg", row));
    if (!place || passed > FADE_S) continue;
    const from = passed < 2 ? placeOf(model, view, table.values("unit_id")[row], t) : null;
    if (from) drawLine(g, theme, from, place, [2, 3], 0.8);
    if (passed < 0) continue;
    g.strokeStyle = theme.danger;
    drawEnd(g, theme, place, table.number("hits", row) > 0, fading(passed, FADE_S));
  }
}

/** Clouds of chaff where they burst, as long as one is likely to be in a seeker's way; they drift from there. */
function drawClouds(
  g: CanvasRenderingContext2D,
  view: View,
  theme: Theme,
  model: Model,
  fires: Fires,
  t: number,
): void {
  const table = model.recording.table("decoy_launches");
  const order = inTime(table);
  const times = table.values("time_s");
  const named = new Set<number>();
  g.fillStyle = theme.ink2;
  for (let i = firstAt(table, order, t - FADE_S); i < order.length && times[order[i]] <= t; i++) {
    const row = order[i];
    const place = at(model, view, table.number("lat_deg", row), table.number("lon_deg", row));
    const firer = table.values("unit_id")[row];
    if (!place || !fires(firer)) continue;
    g.globalAlpha = fading(t - times[row], FADE_S);
    g.beginPath();
    for (const [x, y] of CLOUD) {
      g.moveTo(place.x + x + 1.4, place.y + y);
      g.arc(place.x + x, place.y + y, 1.4, 0, 2 * Math.PI);
    }
    g.fill();
    if (named.has(firer)) continue;
    named.add(firer);
    g.font = `400 11px ${CONDENSED}`;
    g.textAlign = "center";
    g.textBaseline = "top";
    g.strokeStyle = theme.sea;
    g.lineWidth = 3;
    g.strokeText(T.chart.chaff, place.x, place.y + 9);
    g.fillText(T.chart.chaff, place.x, place.y + 9);
  }
}

function drawLine(
  g: CanvasRenderingContext2D,
  theme: Theme,
  from: Pixel,
  to: Pixel,
  dash: number[],
  alpha: number,
): void {
  g.strokeStyle = theme.danger;
  g.globalAlpha = alpha;
  g.lineWidth = 1.25;
  g.setLineDash(dash);
  g.beginPath();
  g.moveTo(from.x, from.y);
  g.lineTo(to.x, to.y);
  g.stroke();
  g.setLineDash([]);
}

/** A cross where it came to an end; a ring about it, in the colour of fire, if it hit. */
function drawEnd(
  g: CanvasRenderingContext2D,
  theme: Theme,
  { x, y }: Pixel,
  hit: boolean,
  alpha: number,
): void {
  g.strokeStyle = hit ? theme.danger : theme.ink2;
  g.globalAlpha = alpha;
  g.lineWidth = hit ? 1.75 : 1.25;
  g.beginPath();
  g.moveTo(x - 3, y - 3);
  g.lineTo(x + 3, y + 3);
  g.moveTo(x - 3, y + 3);
  g.lineTo(x + 3, y - 3);
  if (hit) {
    g.moveTo(x + 6, y);
    g.arc(x, y, 6, 0, 2 * Math.PI);
  }
  g.stroke();
}

/** Who was assessed hit in the last minutes, in words for the chart to place; by the code of the unit's id. */
export function hitsOf(model: Model, t: number): Map<number, string> {
  const table = model.recording.table("assessed_hits");
  const order = inTime(table);
  const times = table.values("time_s");
  const found = new Map<number, string>();
  for (let i = firstAt(table, order, t - FADE_S); i < order.length && times[order[i]] <= t; i++) {
    const row = order[i];
    const words = T.chart.hits(table.number("hits", row), table.truth("out_of_action", row));
    found.set(table.values("unit_id")[row], words);
  }
  return found;
}

/** Their labels; `drawnAt` tells where a unit's symbol stands, if it is drawn. */
export function hitLabels(
  model: Model,
  view: View,
  t: number,
  drawnAt: (unit: number) => Pixel | null,
): TrackLabel[] {
  const labels: TrackLabel[] = [];
  for (const [code, words] of hitsOf(model, t)) {
    const unit = model.unitByCode.get(code);
    const place = unit ? drawnAt(unit.index) : placeOf(model, view, code, t);
    if (!place) continue;
    labels.push({
      key: `hit ${code}`,
      ...place,
      half: 14,
      words,
      tone: "neutral",
      danger: true,
      symbol: null,
    });
  }
  return labels;
}
