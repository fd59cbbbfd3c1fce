// How far the selected unit's sonars reach against the nearest submarine, on every bearing, as the recording has it.
import { direct, inverse } from "../geodesy";
import type { Model, Unit } from "../model";
import { newState } from "../motion";
import { rangeText } from "../say";
import { sensorKind } from "../holds";
import { T } from "../texts";
import type { Box } from "./names";
import { label } from "./label";
import { pixelOf, type Scene } from "./scene";

export const ASPECTS = [0, 15, 30, 45, 60, 75, 90];
/** A row holds until the next is due. */
const HOLDS_S = 901;
const STEP = 5;

const own = newState();
const other = newState();

export interface Reach {
  sensor: string;
  kind: string;
  target: Unit;
  depth: number;
  /** Metres at each of the aspects. */
  ranges: number[];
}

/** The sonar of each kind that reaches farthest against the nearest submarine. */
export function reachesOf(model: Model, unit: Unit, t: number): Reach[] {
  const table = model.recording.table("sonar_reach");
  const groups = model.groups.sonar_reach;
  if (!table.rows || !model.motion.stateAt(unit.index, t, own)) return [];
  let nearest = Number.POSITIVE_INFINITY;
  let found: Reach[] = [];
  for (const group of groups.of(unit.code)) {
    const row = groups.rowAt(group, t);
    if (row < 0 || t - table.number("time_s", row) > HOLDS_S) continue;
    const target = model.unitByCode.get(table.values("target_id")[row]);
    if (!target || !model.motion.stateAt(target.index, t, other)) continue;
    const { range } = inverse(own.lat, own.lon, other.lat, other.lon);
    if (range > nearest) continue;
    if (range < nearest) found = [];
    nearest = range;
    const sensor = table.text("sensor_id", row);
    const ranges = ASPECTS.map((a) => table.number(`reach_${String(a).padStart(2, "0")}_m`, row));
    const kind = sensorKind(model, unit.id, sensor);
    found.push({ sensor, kind, target, depth: table.number("depth_m", row), ranges });
  }
  const best = new Map<string, Reach>();
  for (const reach of found) {
    const known = best.get(reach.kind);
    if (!known || Math.max(...reach.ranges) > Math.max(...known.ranges)) best.set(reach.kind, reach);
  }
  return [...best.values()].filter((reach) => Math.max(...reach.ranges) > 1);
}

/** Metres on a bearing against somebody on a course: an echo is alike from both ends and from both sides. */
export function reachAt(ranges: number[], bearing: number, course: number): number {
  const off = ((((bearing - course) % 180) + 180) % 180) as number;
  const aspect = Math.min(off, 180 - off) / 15;
  const i = Math.min(ranges.length - 2, Math.floor(aspect));
  return ranges[i] + (ranges[i + 1] - ranges[i]) * (aspect - i);
}

export function drawSonar(scene: Scene, unit: Unit, taken: Box[]): void {
  const { g, view, theme, model, t } = scene;
  for (const reach of reachesOf(model, unit, t)) {
    model.motion.stateAt(reach.target.index, t, other);
    model.motion.stateAt(unit.index, t, own);
    const px = view.pxPerM(own.lat, own.lon);
    if (Math.max(...reach.ranges) * px < 12) continue;
    const active = reach.kind === "active sonar";
    g.beginPath();
    let bottom = -Infinity;
    let bottomX = 0;
    for (let bearing = 0; bearing < 360; bearing += STEP) {
      const at = direct(own.lat, own.lon, bearing, reachAt(reach.ranges, bearing, other.course));
      const place = pixelOf(scene, at.lat, at.lon);
      if (!place) return;
      const { x, y } = place;
      g.lineTo(x, y);
      if (y > bottom && view.inside(x, y + 10, -16)) [bottom, bottomX] = [y, x];
    }
    g.closePath();
    const { line, trail } = theme.side[unit.tone];
    g.fillStyle = trail;
    g.globalAlpha = 0.05;
    g.fill();
    g.globalAlpha = 1;
    g.strokeStyle = trail;
    g.lineWidth = 1.25;
    g.setLineDash(active ? [8, 3, 2, 3] : [6, 4]);
    g.stroke();
    g.setLineDash([]);
    if (Math.max(...reach.ranges) * px < 40) continue;
    label(g, theme, wordsOf(reach), bottomX, bottom + 10, line, "center", 400, taken, view);
  }
}

/** Which sonar, against whom at what depth, how far. */
export function wordsOf(reach: Reach): string {
  const [least, most] = [Math.min(...reach.ranges), Math.max(...reach.ranges)];
  const far = rangeText(most);
  const range = most - least < 0.03 * most ? far : `${rangeText(least).replace(/\s?nmi$/, "")}–${far}`;
  return T.chart.sonarReach(reach.kind, reach.target.short, String(Math.round(reach.depth)), range);
}
