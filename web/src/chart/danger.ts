// Danger areas, announced, live and past: as they were promulgated; of a recording without any, for each firer the hull
// of the sectors fired into, ten degrees to either side of the lines of fire and out to the mount's greatest range.
// A picture for training, never for range safety.
import { direct, inverse } from "../geodesy";
import type { Danger, Model } from "../model";
import { newState } from "../motion";
import { T } from "../texts";
import { CONDENSED, PLAIN, type Theme } from "../theme";
import { traced } from "./ground";
import { type Box, isFree } from "./names";
import type { View } from "./view";

const HALF_ANGLE = 10;
const AHEAD_S = 6 * 3600;
const PAST_S = 6 * 3600;

/** Finds the danger areas of a recording, in order of time. */
export function findDangers(model: Model): Danger[] {
  const planned = promulgated(model);
  if (planned.length) return planned;
  const shots = model.recording.table("shots");
  const mounts = model.recording.table("mounts");
  const reach = new Map<string, number>();
  for (let row = 0; row < mounts.rows; row++) {
    reach.set(
      `${mounts.text("unit_id", row)}/${mounts.text("mount_id", row)}`,
      mounts.number("range_m_max", row),
    );
  }
  const rows = new Map<string, number[]>();
  for (let row = 0; row < shots.rows; row++) {
    const key = `${shots.text("serial_id", row)}/${shots.text("unit_id", row)}`;
    if (!rows.has(key)) rows.set(key, []);
    rows.get(key)!.push(row);
  }
  const found: Danger[] = [];
  const state = newState();
  for (const of of rows.values()) {
    const serial = model.serialById.get(shots.text("serial_id", of[0]));
    const unit = model.unitById.get(shots.text("unit_id", of[0]));
    if (!serial || !unit) continue;
    const xs: number[] = [];
    const ys: number[] = [];
    const points: [number, number][] = [];
    const put = (lat: number, lon: number) => {
      if (!model.plane.toPlane(lat, lon)) return;
      xs.push(model.plane.x);
      ys.push(model.plane.y);
      points.push([lat, lon]);
    };
    let before = -1;
    for (const row of of) {
      const time = shots.number("time_s", row);
      if (time - before < 20 && before >= 0) continue;
      before = time;
      if (!model.stateAt(unit, time, state)) continue;
      const to = inverse(state.lat, state.lon, shots.number("lat_deg", row), shots.number("lon_deg", row));
      const range = reach.get(`${unit.id}/${shots.text("mount_id", row)}`) ?? to.range;
      put(state.lat, state.lon);
      for (let a = -HALF_ANGLE; a <= HALF_ANGLE; a += 4) {
        const end = direct(state.lat, state.lon, to.bearing + a, Number.isFinite(range) ? range : to.range);
        put(end.lat, end.lon);
      }
    }
    if (points.length < 3) continue;
    const times = of.map((row) => shots.number("time_s", row));
    found.push({
      serial,
      from: Number.isFinite(serial.start) ? serial.start : Math.min(...times),
      until: Number.isFinite(serial.end) ? serial.end : Math.max(...times),
      ring: hull(xs, ys).map((i) => points[i]),
      label: "",
    });
  }
  found.sort((a, b) => a.from - b.from);
  const numbers = new Map<string, number>();
  for (const danger of found) {
    const known = numbers.get(danger.serial.id);
    if (known === undefined) numbers.set(danger.serial.id, numbers.size + 1);
    danger.label = known === undefined ? `D${numbers.size}` : "";
  }
  return found;
}

/** Those of the recording's own table: live while their serial runs, announced before; one never begun is never live. */
function promulgated(model: Model): Danger[] {
  const rows = model.recording.table("danger_areas");
  const found = new Map<string, Danger>();
  for (let row = 0; row < rows.rows; row++) {
    const serial = model.serialById.get(rows.text("serial_id", row));
    if (!serial) continue;
    let danger = found.get(serial.id);
    if (!danger) {
      const held = Number.isFinite(serial.start);
      const from = held ? serial.start : rows.number("from_s", row);
      const until = !held ? from : Number.isFinite(serial.end) ? serial.end : rows.number("until_s", row);
      danger = { serial, from, until, ring: [], label: rows.text("number", row) };
      found.set(serial.id, danger);
    }
    danger.ring.push([rows.number("lat_deg", row), rows.number("lon_deg", row)]);
  }
  return [...found.values()].filter((danger) => danger.ring.length > 2).sort((a, b) => a.from - b.from);
}

/** Indices of the convex hull, in order (Andrew's chain). */
export function hull(xs: number[], ys: number[]): number[] {
  const order = xs.map((_, i) => i).sort((a, b) => xs[a] - xs[b] || ys[a] - ys[b]);
  const cross = (o: number, a: number, b: number) =>
    (xs[a] - xs[o]) * (ys[b] - ys[o]) - (ys[a] - ys[o]) * (xs[b] - xs[o]);
  const half = (of: number[]) => {
    const chain: number[] = [];
    for (const i of of) {
      while (chain.length > 1 && cross(chain[chain.length - 2], chain[chain.length - 1], i) <= 0) chain.pop();
      chain.push(i);
    }
    chain.pop();
    return chain;
  };
  return [...half(order), ...half([...order].reverse())];
}

const hatches = new Map<string, CanvasPattern | null>();

function hatch(g: CanvasRenderingContext2D, colour: string): CanvasPattern | null {
  if (!hatches.has(colour)) {
    const tile = document.createElement("canvas");
    tile.width = tile.height = 8;
    const h = tile.getContext("2d")!;
    h.strokeStyle = colour;
    h.globalAlpha = 0.55;
    h.lineWidth = 1;
    h.beginPath();
    for (const shift of [-8, 0, 8]) {
      h.moveTo(shift, 8);
      h.lineTo(shift + 8, 0);
    }
    h.stroke();
    hatches.set(colour, g.createPattern(tile, "repeat"));
  }
  return hatches.get(colour) ?? null;
}

interface Outline {
  xs: number[];
  ys: number[];
  top: number;
}

/** What is said of a danger area beside it. */
export interface Tag {
  words: string;
  live: boolean;
  line: Outline;
}

const outlines = new WeakMap<Danger, Outline>();

export function drawDangers(
  g: CanvasRenderingContext2D,
  view: View,
  theme: Theme,
  model: Model,
  t: number,
): Tag[] {
  const tags: Tag[] = [];
  for (const danger of model.dangers) {
    const live = t >= danger.from && t <= danger.until;
    const past = t > danger.until;
    if (past ? t - danger.until > PAST_S || danger.until === danger.from : danger.from - t > AHEAD_S)
      continue;
    let line = outlines.get(danger);
    if (!line) {
      const { xs, ys } = traced(model, danger.ring, true);
      line = { xs, ys, top: ys.indexOf(Math.max(...ys)) };
      outlines.set(danger, line);
    }
    g.beginPath();
    line.xs.forEach((x, i) => {
      g.lineTo(view.x(x), view.y(line.ys[i]));
    });
    g.closePath();
    g.strokeStyle = theme.danger;
    if (live) {
      g.fillStyle = theme.danger;
      g.globalAlpha = 0.1;
      g.fill();
      g.globalAlpha = 1;
      const pattern = hatch(g, theme.danger);
      if (pattern) {
        g.fillStyle = pattern;
        g.fill();
      }
      g.lineWidth = 1.75;
      g.stroke();
    } else {
      g.globalAlpha = past ? PLAIN.pastDanger : 1;
      g.lineWidth = past ? 1 : 1.25;
      g.setLineDash(past ? [1.5, 4] : [6, 4]);
      g.stroke();
      g.setLineDash([]);
      g.globalAlpha = 1;
    }
    if (danger.label && !past) {
      const words = live
        ? T.chart.live(danger.label, model.clock.z(danger.until))
        : T.chart.coming(danger.label, model.clock.z(danger.from));
      tags.push({ words, live, line });
    }
  }
  return tags;
}

/** Finds each tag a place that nothing has `taken`, which grows; what draws them. */
export function placeTags(
  g: CanvasRenderingContext2D,
  view: View,
  theme: Theme,
  tags: Tag[],
  taken: Box[],
): (() => void)[] {
  return tags.flatMap(({ words, live, line }) => {
    const box = tagBox(g, view, words, line, taken);
    return box ? [() => tag(g, theme, words, live, box)] : [];
  });
}

/** Where a tag stands: above its area, else below or beside it, where no symbol is; null if the area is out of sight. */
function tagBox(
  g: CanvasRenderingContext2D,
  view: View,
  words: string,
  line: Outline,
  taken: Box[],
): Box | null {
  const xs = line.xs.map((px) => view.x(px));
  const ys = line.ys.map((py) => view.y(py));
  const [x1, x2, y1, y2] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  if (x2 < view.left || x1 > view.right || y2 < view.top || y1 > view.bottom) return null;
  g.font = `600 11.5px ${CONDENSED}`;
  const wide = g.measureText(words).width + 14;
  const places: [number, number][] = [
    [xs[line.top], y1 - 10],
    [(x1 + x2) / 2, y2 + 12],
    [(x1 + x2) / 2, y1 - 34],
    [x1 - wide / 2 - 6, (y1 + y2) / 2],
    [x2 + wide / 2 + 6, (y1 + y2) / 2],
    [(x1 + x2) / 2, y2 + 36],
    [x1 - wide / 2 - 6, y1],
    [x2 + wide / 2 + 6, y1],
    [x1 - wide / 2 - 6, y2],
    [x2 + wide / 2 + 6, y2],
    [(x1 + x2) / 2, y1 - 58],
    [(x1 + x2) / 2, y2 + 60],
  ];
  const boxes = places.map(([x, y]) => {
    const cx = Math.max(view.left + wide / 2 + 6, Math.min(view.right - wide / 2 - 62, x));
    const cy = Math.max(view.top + 16, Math.min(view.bottom - 40, y));
    return { x1: cx - wide / 2, y1: cy - 9, x2: cx + wide / 2, y2: cy + 9 };
  });
  const box = boxes.find((one) => isFree(one, taken)) ?? boxes[0];
  taken.push(box);
  return box;
}

function tag(g: CanvasRenderingContext2D, theme: Theme, words: string, live: boolean, box: Box): void {
  g.font = `600 11.5px ${CONDENSED}`;
  g.beginPath();
  g.roundRect(box.x1, box.y1, box.x2 - box.x1, 18, 2);
  g.fillStyle = live ? theme.danger : theme.panel;
  g.fill();
  if (!live) {
    g.strokeStyle = theme.danger;
    g.lineWidth = 1;
    g.stroke();
  }
  g.fillStyle = live ? theme.panel : theme.danger;
  g.textAlign = "center";
  g.textBaseline = "middle";
  g.fillText(words, (box.x1 + box.x2) / 2, (box.y1 + box.y2) / 2 + 0.5);
}
