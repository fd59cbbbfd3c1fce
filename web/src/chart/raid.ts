// A raid: missiles on their way and whom they make for, what is fired at what flies, decoys, and hits as the umpire
// assesses them. Nothing is damaged.
import type { Table } from "../bundle";
import { direct } from "../geodesy";
import type { Model } from "../model";
import { newState } from "../motion";
import { T } from "../texts";
import { PLAIN } from "../theme";
import {
  FADE_S,
  fading,
  type Pixel,
  pixelOf,
  recentRows,
  type Scene,
  showsCode,
  stroke,
  traceCross,
} from "./scene";
import type { Known } from "./picture";
import type { TrackLabel } from "./sensing";
import type { View } from "./view";

/** No missile flies longer, no engagement lasts longer: what began earlier is over. */
const FLIGHT_S = 3600;
const BURST_S = 60;
const CLOUD = [
  [0, 0],
  [-5, 3],
  [4, -4],
  [5, 4],
  [-3, -5],
];

const state = newState();

/** Where a unit or a ship of the traffic is, by the code of its id. */
function placeOf({ model, view }: { model: Model; view: View }, code: number, t: number): Pixel | null {
  const unit = model.unitByCode.get(code);
  if (unit) return model.stateAt(unit, t, state) ? pixelOf({ model, view }, state.lat, state.lon) : null;
  const ship = model.traffic.ids.indexOf(model.recording.name(code));
  if (ship < 0 || !model.trafficMotion.stateAt(ship, t, state)) return null;
  return pixelOf({ model, view }, state.lat, state.lon);
}

/** Draws them: what others fire is not in a nation's picture. */
export function drawRaid(scene: Scene, labels: TrackLabel[]): void {
  const { g, model, t } = scene;
  g.save();
  drawClouds(scene, labels);
  const flights = model.recording.table("missile_flights");
  if (scene.known) drawUnderWay(scene, flights, t, drawReckoned, true);
  else drawUnderWay(scene, flights, t, drawFlight);
  drawUnderWay(scene, model.recording.table("air_engagements"), t, drawEngagement);
  drawBursts(scene);
  g.restore();
}

/** What has a beginning and an end: each row that the picture shows, until what it came to has faded. What is reckoned
 * in the picture of who fired it goes by no true end. */
function drawUnderWay(
  scene: Scene,
  table: Table,
  t: number,
  draw: (scene: Scene, table: Table, row: number) => void,
  reckoned = false,
): void {
  const ends = table.values("end_s");
  const firers = table.values("unit_id");
  for (const row of recentRows(table, t, FLIGHT_S + FADE_S))
    if ((reckoned || t <= ends[row] + FADE_S) && showsCode(scene, firers[row])) draw(scene, table, row);
}

/** How far along to its point of aim a missile is by dead reckoning from its launch, 0 to 1; 1 and more: it should be
 * there. So much who fired it knows, whatever became of it. */
export function reckonedShare(table: Table, row: number, speedMps: number, t: number): number {
  return ((t - table.number("time_s", row)) * speedMps) / Math.max(1, table.number("range_m", row));
}

/** How fast a missile of a row's class leaves, by the first of them that flew: one that failed at once has no way. */
function launchSpeed({ model }: Scene, table: Table, row: number): number {
  const classes = table.values("class_id");
  const missiles = table.values("missile_id");
  for (let other = 0; other < table.rows; other++) {
    const unit = classes[other] === classes[row] ? model.unitByCode.get(missiles[other]) : undefined;
    if (unit && model.stateAt(unit, table.number("time_s", other) + 0.5, state)) return state.speed;
  }
  return Number.NaN;
}

/** In the picture of who fired it: the line to the point of aim, and where on it the missile should be; then nothing. */
function drawReckoned(scene: Scene, table: Table, row: number): void {
  const { g, t } = scene;
  const launched = table.number("time_s", row);
  const share = reckonedShare(table, row, launchSpeed(scene, table, row), t);
  if (!(share < 1)) return;
  const from = placeOf(scene, table.values("unit_id")[row], launched);
  const to = pixelOf(scene, table.number("aim_lat_deg", row), table.number("aim_lon_deg", row));
  if (!from || !to) return;
  const at = { x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y) };
  drawLine(scene, at, to, [3, 5], PLAIN.aim);
  drawDot(g, scene.theme, at);
}

/** A line to the point of aim, once the seeker holds somebody to her; afterwards how the flight ended: in the truth alone.
 * Where a missile is, whom its seeker holds and what its flight came to is told to nobody. */
function drawFlight(scene: Scene, table: Table, row: number): void {
  const { t } = scene;
  const missile = table.values("missile_id")[row];
  const end = table.number("end_s", row);
  if (t > end) {
    const place = placeOf(scene, missile, end);
    if (place) drawEnd(scene, place, table.text("outcome", row) === "assessed hit", fading(t - end));
    return;
  }
  const from = placeOf(scene, missile, t);
  const acquired = t >= table.number("acquired_s", row);
  const locked = acquired ? placeOf(scene, table.values("acquired_id")[row], t) : null;
  const to = locked ?? pixelOf(scene, table.number("aim_lat_deg", row), table.number("aim_lon_deg", row));
  if (from && to) drawLine(scene, from, to, locked ? [] : [3, 5], locked ? 0.8 : PLAIN.aim);
}

/** A missile against what flies: the line from the ship, how far along it is, and where it met; in a picture to where the
 * target is plotted, and not what came of it. */
function drawEngagement(scene: Scene, table: Table, row: number): void {
  const { g, theme, t, known } = scene;
  const target = table.values("target_id")[row];
  const start = table.number("time_s", row);
  const end = table.number("end_s", row);
  if (t > end) {
    const place = !known && table.text("outcome", row) === "hit" ? placeOf(scene, target, end) : null;
    if (place) drawEnd(scene, place, true, fading(t - end));
    return;
  }
  const from = placeOf(scene, table.values("unit_id")[row], t);
  const plot = known?.tracks.find((track) => track.target === target);
  const isOurs = !known || showsCode(scene, target);
  const to = isOurs ? placeOf(scene, target, t) : plot && pixelOf(scene, plot.lat, plot.lon);
  if (!from || !to) return;
  drawLine(scene, from, to, [9, 6], PLAIN.aim);
  const share = (t - start) / Math.max(0.1, end - start);
  drawDot(g, theme, { x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y) });
}

/** How far along something is that has no symbol of its own. */
function drawDot(g: Scene["g"], theme: Scene["theme"], { x, y }: Pixel): void {
  g.fillStyle = theme.danger;
  g.globalAlpha = 1;
  g.beginPath();
  g.arc(x, y, 2.5, 0, 2 * Math.PI);
  g.fill();
}

/** Guns at what flies: a line while a burst is on its way, crosses where its rounds passed, a ring about a hit. */
function drawBursts(scene: Scene): void {
  const { model, t } = scene;
  const table = model.recording.table("bursts");
  const firers = table.values("unit_id");
  for (const row of recentRows(table, t, FADE_S + BURST_S)) {
    if (!showsCode(scene, firers[row])) continue;
    const passed = t - table.number("time_s", row) - (table.number("flight_s", row) || 0);
    const place = pixelOf(scene, table.number("lat_deg", row), table.number("lon_deg", row));
    if (!place || passed > FADE_S) continue;
    const from = passed < 2 ? placeOf(scene, firers[row], t) : null;
    if (from) drawLine(scene, from, place, [2, 3], 0.8);
    if (passed >= 0) drawEnd(scene, place, table.number("hits", row) > 0, fading(passed));
  }
}

/** Where a cloud of chaff is: it drifts from where it burst, as recorded. */
export function cloudAt(table: Table, row: number, t: number): { lat: number; lon: number } {
  const age = t - table.number("time_s", row);
  const east = table.number("east_mps", row) || 0; // recordings made before it was told have none
  const north = table.number("north_mps", row) || 0;
  const azimuth = (Math.atan2(east, north) * 180) / Math.PI;
  return direct(
    table.number("lat_deg", row),
    table.number("lon_deg", row),
    azimuth,
    Math.hypot(east, north) * age,
  );
}

/** Clouds of chaff, as long as one is likely to be in a seeker's way. */
function drawClouds(scene: Scene, labels: TrackLabel[]): void {
  const { g, theme, model, t } = scene;
  const table = model.recording.table("decoy_launches");
  const named = new Set<number>();
  g.fillStyle = theme.ink2;
  for (const row of recentRows(table, t, FADE_S)) {
    const cloud = cloudAt(table, row, t);
    const place = pixelOf(scene, cloud.lat, cloud.lon);
    const firer = table.values("unit_id")[row];
    if (!place || !showsCode(scene, firer)) continue;
    g.globalAlpha = fading(t - table.number("time_s", row));
    g.beginPath();
    for (const [x, y] of CLOUD) {
      g.moveTo(place.x + x + 1.4, place.y + y);
      g.arc(place.x + x, place.y + y, 1.4, 0, 2 * Math.PI);
    }
    g.fill();
    if (named.has(firer)) continue;
    named.add(firer);
    const tone = model.unitByCode.get(firer)?.tone ?? "neutral";
    labels.push({ key: `chaff ${firer}`, ...place, half: 9, words: T.chart.chaff, tone, symbol: null });
  }
}

function drawLine({ g, theme }: Scene, from: Pixel, to: Pixel, dash: number[], alpha: number): void {
  g.strokeStyle = theme.danger;
  g.globalAlpha = alpha;
  g.lineWidth = 1.25;
  stroke(g, from, to, dash);
}

/** A cross where it came to an end; a ring about it, in the colour of fire, if it hit. */
function drawEnd({ g, theme }: Scene, place: Pixel, hit: boolean, alpha: number): void {
  g.strokeStyle = hit ? theme.danger : theme.ink2;
  g.globalAlpha = alpha;
  g.lineWidth = hit ? 1.75 : 1.25;
  g.beginPath();
  traceCross(g, place);
  if (hit) {
    g.moveTo(place.x + 6, place.y);
    g.arc(place.x, place.y, 6, 0, 2 * Math.PI);
  }
  g.stroke();
}

/** Who was assessed hit in the last minutes, in words for the chart to place; by the code of the unit's id. */
export function hitsOf(model: Model, t: number): Map<number, string> {
  const table = model.recording.table("assessed_hits");
  const found = new Map<number, string>();
  for (const row of recentRows(table, t, FADE_S)) {
    const words = T.chart.hits(table.number("hits", row), table.truth("out_of_action", row));
    found.set(table.values("unit_id")[row], words);
  }
  return found;
}

/** Their labels; `drawnAt` tells where a unit's symbol stands, if it is drawn. Ships of the traffic have one in the truth. */
export function hitLabels(
  model: Model,
  view: View,
  t: number,
  known: Known | null,
  drawnAt: (unit: number) => Pixel | null,
): TrackLabel[] {
  const labels: TrackLabel[] = [];
  for (const [code, words] of hitsOf(model, t)) {
    const unit = model.unitByCode.get(code);
    const place = unit ? drawnAt(unit.index) : known ? null : placeOf({ model, view }, code, t);
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
