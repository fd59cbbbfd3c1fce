// What sensors tell: radar horizon, tracks with their ellipses, contacts, bearings, data links, dips and buoys.
import { direct } from "../geodesy";
import type { Model, Unit } from "../model";
import { rangeText } from "../say";
import type { PageState } from "../state";
import { type Drawn, trackSymbol, unitSymbol } from "../symbols";
import { T } from "../texts";
import { PLAIN, type SideTone } from "../theme";
import { circlePoints } from "./ground";
import { label } from "./label";
import type { Box } from "./names";
import { type TrackNow, tracksOf } from "./picture";
import { pixelOf, type Scene, shows, stroke, unitAt } from "./scene";
import { drawSonar } from "./sonar";

const BEARING_M = 74_080;
const TARGET_HEIGHT_M = 15;

/** A track's label, for the chart to place among the names. */
export interface TrackLabel {
  key: string;
  x: number;
  y: number;
  half: number;
  words: string;
  tone: SideTone;
  /** In the colour of fire, not of a side. */
  danger?: boolean;
  /** Of a picture that is not the truth: drawn with the units, and moved aside as they are. */
  symbol: Drawn | null;
}

/** Draws them and returns the tracks' labels. */
export function drawSensing(scene: Scene, page: PageState, taken: Box[]): TrackLabel[] {
  const { model, known, t } = scene;
  const labels: TrackLabel[] = [];
  const chosen = model.unitById.get(page.unit);
  const seen = chosen && shows(scene, chosen.index) ? chosen : undefined;
  if (seen && page.layers.has("coverage")) drawCoverage(scene, seen, taken);
  if (seen && known === null && page.layers.has("sonar")) drawSonar(scene, seen, taken);
  if (page.layers.has("links")) drawLinks(scene);
  if (seen && page.layers.has("contacts")) drawContacts(scene, seen);
  if (page.layers.has("bearings")) {
    const listeners = known ? [...known.own] : seen ? [seen.index] : [];
    for (const unit of listeners) drawBearings(scene, unit, labels);
  }
  if (page.layers.has("underwater")) drawUnderwater(scene, labels);
  if (known) {
    for (const track of known.tracks) drawTrack(scene, track, page.layers.has("tracks"), true, labels);
  } else if (seen && page.layers.has("tracks")) {
    for (const track of tracksOf(model, seen.index, t)) drawTrack(scene, track, true, false, labels);
  }
  return labels;
}

/** Metres to the radar horizon with four thirds of the earth's radius: 4.12 (sqrt h1 + sqrt h2) km, heights in metres. */
export function radarHorizonM(antennaM: number, targetM: number): number {
  return 4120 * (Math.sqrt(Math.max(0, antennaM)) + Math.sqrt(Math.max(0, targetM)));
}

/** The antenna that sees farthest over the horizon: range and label; null without a radar. */
export function radarReach(
  model: Model,
  unit: Unit,
  heightM: number,
): { range: number; words: string } | null {
  const sensors = model.recording.table("sensors");
  const codes = sensors.values("unit_id");
  let best = 0;
  let limited = false;
  for (let row = 0; row < sensors.rows; row++) {
    if (codes[row] !== unit.code || sensors.text("kind", row) !== "radar") continue;
    const antenna = sensors.number("height_m", row) + (unit.domain === "air" ? Math.max(0, heightM) : 0);
    const horizon = radarHorizonM(antenna, TARGET_HEIGHT_M);
    const limit = sensors.number("range_m_max", row);
    const range = Math.min(horizon, Number.isFinite(limit) ? limit : horizon);
    if (range > best) {
      best = range;
      limited = range < horizon;
    }
  }
  if (!best) return null;
  const text = rangeText(best).replace(/\.\d/, "");
  return {
    range: best,
    words: limited ? T.chart.radarRange(text) : T.chart.radarHorizon(text, `${TARGET_HEIGHT_M} m`),
  };
}

/** Whether a unit's radar is said to be off by the log's last word about it. */
export function radarSilent(model: Model, unit: Unit, t: number): boolean {
  const events = model.recording.table("events");
  const row = model.groups.emissions.rowAt(
    model.groups.emissions.find(unit.code, model.recording.code("emission")),
    t,
  );
  return row >= 0 && /radar (off|silent)/.test(events.text("text", row));
}

function drawCoverage(scene: Scene, unit: Unit, taken: Box[]): void {
  const { g, view, theme, model, t } = scene;
  const at = unitAt(scene, unit.index);
  if (!at || radarSilent(model, unit, t) || at.height < -5) return;
  const reach = radarReach(model, unit, at.height);
  if (!reach || reach.range * view.pxPerM(at.lat, at.lon) < 60) return;
  const points = circlePoints(at.lat, at.lon, reach.range, 96);
  g.beginPath();
  let top = Infinity;
  let topX = 0;
  for (const [lat, lon] of points) {
    const place = pixelOf(scene, lat, lon);
    if (!place) return;
    const { x, y } = place;
    g.lineTo(x, y);
    if (y < top) {
      top = y;
      topX = x;
    }
  }
  g.closePath();
  g.fillStyle = theme.side[unit.tone].trail;
  g.globalAlpha = 0.05;
  g.fill();
  g.globalAlpha = 1;
  g.strokeStyle = theme.side[unit.tone].trail;
  g.lineWidth = 1;
  g.setLineDash([2, 3]);
  g.stroke();
  g.setLineDash([]);
  label(g, theme, reach.words, topX, top - 9, theme.side[unit.tone].line, "center", 400, taken, view);
}

function drawTrack(
  scene: Scene,
  track: TrackNow,
  ellipse: boolean,
  symbol: boolean,
  labels: TrackLabel[],
): void {
  const { g, view, theme, model } = scene;
  const at = pixelOf(scene, track.lat, track.lon);
  if (!at || !view.inside(at.x, at.y, 60)) return;
  const { x, y } = at;
  const tone = theme.side[track.tone];
  const key = `track ${track.holder} ${track.number}`;
  g.strokeStyle = tone.line;
  g.lineWidth = 1.25;
  if (ellipse) {
    const px = view.pxPerM(track.lat, track.lon);
    const mean = (track.east + track.north) / 2;
    const rest = Math.hypot((track.east - track.north) / 2, track.cross);
    const major = 2 * Math.sqrt(Math.max(0, mean + rest)) * px;
    const minor = 2 * Math.sqrt(Math.max(0, mean - rest)) * px;
    const angle = Math.atan2(2 * track.cross, track.east - track.north) / 2;
    if (major > 2 && major < 4000) {
      g.beginPath();
      g.ellipse(x, y, Math.max(5, major), Math.max(4, minor), -angle, 0, 2 * Math.PI);
      g.fillStyle = tone.fill;
      g.globalAlpha = 0.35;
      g.fill();
      g.globalAlpha = 1;
      g.setLineDash([5, 3]);
      g.stroke();
      g.setLineDash([]);
    }
    const from = shows(scene, track.holder) ? unitAt(scene, track.holder) : null;
    if (from) {
      g.globalAlpha = PLAIN.holder;
      stroke(g, from, at, [1.5, 4]);
      g.globalAlpha = 1;
    }
  }
  if (symbol) {
    const unit = model.unitByCode.get(track.target);
    const domain = track.kind === "aircraft" ? "air" : "surface";
    const drawn =
      unit?.partner && track.shape === unit.shape
        ? unitSymbol(unit, theme)
        : trackSymbol(domain, track.kind, theme, track.tone, track.shape);
    labels.push({ key, x, y, half: 12, words: track.label, tone: track.tone, symbol: drawn });
  } else {
    g.beginPath();
    g.moveTo(x - 3, y);
    g.lineTo(x + 3, y);
    g.moveTo(x, y - 3);
    g.lineTo(x, y + 3);
    g.stroke();
    const own = model.unitByCode.get(track.target);
    if (!own?.partner || own.shape !== "friend") {
      labels.push({ key, x, y, half: 7, words: `T ${track.number}`, tone: track.tone, symbol: null });
    }
  }
}

/** Lines to whom a unit holds: in a picture to where she has them. */
function drawContacts(scene: Scene, unit: Unit): void {
  const { g, theme, model, known, t } = scene;
  const from = unitAt(scene, unit.index);
  if (!from) return;
  const tracks = known ? tracksOf(model, unit.index, t) : [];
  const contacts = model.recording.table("contacts");
  const gained = model.recording.code("gained");
  const groups = model.groups.contacts;
  g.strokeStyle = theme.side[unit.tone].line;
  g.lineWidth = 1;
  g.globalAlpha = PLAIN.contact;
  g.beginPath();
  for (const group of groups.of(unit.code)) {
    const row = groups.rowAt(group, t);
    if (row < 0 || contacts.values("change")[row] !== gained) continue;
    const target = model.unitByCode.get(contacts.values("target_id")[row]);
    if (!target) continue;
    const track = tracks.find((one) => one.target === target.code);
    const to = shows(scene, target.index)
      ? unitAt(scene, target.index)
      : track && pixelOf(scene, track.lat, track.lon);
    if (!to) continue;
    g.moveTo(from.x, from.y);
    g.lineTo(to.x, to.y);
  }
  g.stroke();
  g.globalAlpha = 1;
}

function drawBearings(scene: Scene, unit: number, labels: TrackLabel[]): void {
  const { g, theme, model, t } = scene;
  const table = model.recording.table("bearings");
  if (!table.rows) return;
  const from = unitAt(scene, unit);
  if (!from) return;
  const groups = model.groups.bearings;
  const lost = model.recording.code("lost");
  const tone = theme.side.unknown.line;
  for (const group of groups.of(model.units[unit].code)) {
    const row = groups.rowAt(group, t);
    if (row < 0 || table.values("change")[row] === lost || t - table.number("time_s", row) > 3600) continue;
    const bearing = table.number("bearing_deg", row);
    const end = direct(from.lat, from.lon, bearing, BEARING_M);
    const to = pixelOf(scene, end.lat, end.lon);
    if (!to) continue;
    const { x, y } = to;
    g.strokeStyle = tone;
    g.lineWidth = 1.25;
    g.globalAlpha = PLAIN.bearing;
    stroke(g, from, to, table.truth("pinging", row) ? [8, 3, 2, 3] : [6, 4]);
    g.globalAlpha = 1;
    const length = Math.hypot(x - from.x, y - from.y);
    const share = Math.min(0.8, 90 / Math.max(1, length));
    const words = `${String(Math.round(bearing) % 360).padStart(3, "0")} ${table.text("emission", row)}`;
    const at = { x: from.x + (x - from.x) * share, y: from.y + (y - from.y) * share };
    labels.push({ key: `bearing ${unit} ${group}`, ...at, half: 3, words, tone: "unknown", symbol: null });
  }
}

function drawLinks(scene: Scene): void {
  const { g, theme, model, t } = scene;
  const table = model.recording.table("links");
  const groups = model.groups.links;
  g.strokeStyle = theme.accent;
  g.lineWidth = 1;
  g.setLineDash([1, 3]);
  g.beginPath();
  for (let group = 0; group < groups.count; group++) {
    const row = groups.rowAt(group, t);
    if (row < 0 || !table.truth("up", row)) continue;
    const a = model.unitByCode.get(table.values("unit_a")[row]);
    const b = model.unitByCode.get(table.values("unit_b")[row]);
    if (!a || !b || !shows(scene, a.index) || !shows(scene, b.index)) continue;
    const from = unitAt(scene, a.index);
    const to = unitAt(scene, b.index);
    if (!from || !to) continue;
    g.moveTo(from.x, from.y);
    g.lineTo(to.x, to.y);
  }
  g.stroke();
  g.setLineDash([]);
}

function drawUnderwater(scene: Scene, labels: TrackLabel[]): void {
  const { g, theme, model, t } = scene;
  for (const item of model.underwater) {
    if (t < item.start || t > item.end) continue;
    if (!shows(scene, item.unit)) continue;
    const side = model.units[item.unit].tone;
    const tone = theme.side[side];
    if (item.kind === "dip") {
      const at = unitAt(scene, item.unit);
      if (!at) continue;
      const { x, y } = at;
      g.strokeStyle = tone.line;
      g.lineWidth = 1.25;
      g.beginPath();
      g.arc(x, y, 19, 0, 2 * Math.PI);
      g.stroke();
      g.setLineDash([3, 3]);
      g.beginPath();
      g.arc(x, y, 26, 0, 2 * Math.PI);
      g.stroke();
      g.setLineDash([]);
      const key = `dip ${item.unit}`;
      labels.push({ key, x, y, half: 27, words: T.chart.dip(item.depth), tone: side, symbol: null });
      continue;
    }
    const laid = pixelOf(scene, item.lat, item.lon);
    if (!laid) continue;
    const { x, y } = laid;
    g.strokeStyle = tone.line;
    g.fillStyle = tone.fill;
    g.lineWidth = 1.25;
    g.beginPath();
    g.arc(x, y, 3.5, 0, 2 * Math.PI);
    g.fill();
    g.stroke();
    g.beginPath();
    g.moveTo(x, y - 3.5);
    g.lineTo(x, y - 9);
    g.stroke();
  }
}
