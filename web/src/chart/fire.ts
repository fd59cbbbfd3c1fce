// Firings and where the rounds fell, fading over seven minutes; torpedoes and charges on their runs.
import type { Table } from "../bundle";
import { CONDENSED, PLAIN } from "../theme";
import {
  FADE_S,
  fading,
  pixelOf,
  recentRows,
  type Scene,
  shows,
  showsCode,
  stroke,
  traceCross,
  unitAt,
} from "./scene";

const AIM_S = 45;
/** No round flies, no torpedo runs longer: what began earlier is over. */
const FLIGHT_S = 120;
const RUN_S = 1800;

/** Draws them: what others fire is not in a nation's picture, nor what the umpire makes of her own fire. */
export function drawFire(scene: Scene): void {
  drawShots(scene);
  drawLaunches(scene);
}

function drawShots(scene: Scene): void {
  const { g, theme, model, t } = scene;
  const shots = model.recording.table("shots");
  if (!shots.rows) return;
  const time = shots.values("time_s");
  const falls = shots.values("fall_s");
  const firers = shots.values("unit_id");
  const aimed = new Set<number>();
  g.lineWidth = 1.75;
  for (const row of recentRows(shots, t, FADE_S + FLIGHT_S)) {
    const fallen = t - falls[row];
    if (fallen > FADE_S || !showsCode(scene, firers[row])) continue;
    g.strokeStyle = theme.danger;
    if (t - time[row] < AIM_S + falls[row] - time[row] && !aimed.has(firers[row])) {
      aimed.add(firers[row]);
      drawAim(scene, shots, row);
    }
    const place =
      fallen < 0 ? null : pixelOf(scene, shots.number("lat_deg", row), shots.number("lon_deg", row));
    if (!place) continue;
    g.globalAlpha = fading(fallen);
    g.beginPath();
    traceCross(g, place);
    g.stroke();
    if (scene.known === null && shots.truth("hit", row)) {
      g.beginPath();
      g.arc(place.x, place.y, 6, 0, 2 * Math.PI);
      g.stroke();
    }
  }
  g.globalAlpha = 1;
}

/** From who fires to the target, where the picture shows it, else to where the round falls. */
function drawAim(scene: Scene, shots: Table, row: number): void {
  const { g, model } = scene;
  const firer = model.unitByCode.get(shots.values("unit_id")[row]);
  const target = model.unitByCode.get(shots.values("target_id")[row]);
  const from = firer && unitAt(scene, firer.index);
  const to =
    (target && shows(scene, target.index) ? unitAt(scene, target.index) : null) ??
    pixelOf(scene, shots.number("lat_deg", row), shots.number("lon_deg", row));
  if (!from || !to) return;
  g.globalAlpha = PLAIN.aim;
  stroke(g, from, to, [9, 6]);
}

function drawLaunches(scene: Scene): void {
  const { g, theme, model, t } = scene;
  const table = model.recording.table("launches");
  if (!table.rows) return;
  const launchers = table.values("unit_id");
  for (const row of recentRows(table, t, FADE_S + RUN_S)) {
    const start = table.number("time_s", row);
    const end = table.number("end_s", row);
    if (t > (scene.known ? end : end + FADE_S) || !showsCode(scene, launchers[row])) continue;
    const entry = Math.max(start, table.number("entry_s", row) || start);
    const share = Math.max(0, Math.min(1, (t - entry) / Math.max(1, end - entry)));
    const from = pixelOf(scene, table.number("entry_lat_deg", row), table.number("entry_lon_deg", row));
    const to = pixelOf(scene, table.number("end_lat_deg", row), table.number("end_lon_deg", row));
    if (!from || !to) continue;
    const at = { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
    g.globalAlpha = t > end ? 0.25 + 0.75 * (1 - (t - end) / FADE_S) : 1;
    g.strokeStyle = g.fillStyle = theme.danger;
    g.lineWidth = 1.5;
    stroke(g, from, at, [3, 3]);
    g.beginPath();
    g.arc(at.x, at.y, 3, 0, 2 * Math.PI);
    g.fill();
    if (t >= end) {
      g.beginPath();
      g.arc(at.x, at.y, 7, 0, 2 * Math.PI);
      g.stroke();
      g.font = `600 11px ${CONDENSED}`;
      g.textAlign = "left";
      g.textBaseline = "middle";
      g.strokeStyle = theme.sea;
      g.lineWidth = 3.5;
      const words = `${table.text("kind", row)}: ${table.text("outcome", row)}`;
      g.strokeText(words, at.x + 20, at.y + 22);
      g.fillText(words, at.x + 20, at.y + 22);
    }
  }
  g.globalAlpha = 1;
}
