// What lies still: sea, waterlines, land, graticule, areas, depth. Drawn to a canvas of its own when the view changes.
import type { AreaHead } from "../bundle";
import { direct, RAD } from "../geodesy";
import type { Model } from "../model";
import { isolated, thousands } from "../say";
import { T } from "../texts";
import { CONDENSED, SERIF, type Theme } from "../theme";
import { inPlane, Land } from "./land";
import { type Box, isFree } from "./names";
import type { View } from "./view";

export interface AreaShape {
  id: string;
  name: string;
  use: string;
  path: Path2D;
  /** Open lines are not filled. */
  closed: boolean;
  xs: Float64Array;
  ys: Float64Array;
}

const STEP_M = 30000;

/** A ring or line of places as plane points, long edges in pieces along the geodesic. */
export function traced(
  model: Model,
  points: [number, number][],
  closed: boolean,
): { xs: number[]; ys: number[] } {
  const xs: number[] = [];
  const ys: number[] = [];
  const plane = model.plane;
  const put = (lat: number, lon: number) => {
    if (!plane.toPlane(lat, lon)) return;
    xs.push(plane.x);
    ys.push(plane.y);
  };
  for (let i = 0; i < points.length; i++) {
    const [lat, lon] = points[i];
    put(lat, lon);
    const next = i + 1 < points.length ? points[i + 1] : closed ? points[0] : null;
    if (!next) continue;
    const pieces = Math.min(
      40,
      Math.floor((Math.hypot(next[0] - lat, (next[1] - lon) * Math.cos(lat * RAD)) * 111_000) / STEP_M),
    );
    for (let j = 1; j < pieces; j++)
      put(lat + ((next[0] - lat) * j) / pieces, lon + ((next[1] - lon) * j) / pieces);
  }
  return { xs, ys };
}

export function circlePoints(lat: number, lon: number, radiusM: number, count = 72): [number, number][] {
  return Array.from({ length: count }, (_, i) => {
    const at = direct(lat, lon, (360 * i) / count, radiusM);
    return [at.lat, at.lon] as [number, number];
  });
}

/** Lanes of the background traffic, as lines. */
function lanesOf(model: Model): AreaHead[] {
  const lanes = model.header.scenario.lanes ?? [];
  return lanes.map(({ id, points }) => {
    return { id: `lane ${id}`, name: id, kind: "line", use: "lane", notional: true, radius_m: 0, points };
  });
}

export class Ground {
  private readonly land: Land;
  readonly areas: AreaShape[] = [];

  constructor(private readonly model: Model) {
    this.land = new Land(model);
    for (const area of [...model.areas, ...lanesOf(model)]) {
      const circle = area.kind === "circle" || (area.points.length === 1 && area.radius_m > 0);
      const points = circle ? circlePoints(area.points[0][0], area.points[0][1], area.radius_m) : area.points;
      const closed = circle || area.kind === "polygon";
      const { xs, ys } = traced(model, points, closed);
      const path = new Path2D();
      xs.forEach((x, i) => {
        if (i === 0) path.moveTo(x, ys[i]);
        else path.lineTo(x, ys[i]);
      });
      if (closed) path.closePath();
      const at = { xs: Float64Array.from(xs), ys: Float64Array.from(ys) };
      this.areas.push({ id: area.id, name: area.name, use: area.use, path, closed, ...at });
    }
  }

  /** Sea, land and areas; the context is in CSS pixels. */
  draw(g: CanvasRenderingContext2D, view: View, theme: Theme, layers: Set<string>, chosenArea: string): void {
    g.save();
    g.beginPath();
    g.rect(view.left, view.top, view.right - view.left, view.bottom - view.top);
    g.clip();
    g.fillStyle = theme.sea;
    g.fillRect(0, 0, view.width, view.height);
    if (layers.has("depth")) this.depth(g, view, theme);
    this.land.draw(g, view, theme);
    if (layers.has("graticule")) graticule(g, view, theme);
    this.drawAreas(g, view, theme, layers, chosenArea);
    g.restore();
  }

  /** Names of areas and waters, where nothing stands that moves; `taken` grows. `steady`: each stays where it was while
   * it can; else where it stands follows from the moment alone. */
  names(
    g: CanvasRenderingContext2D,
    view: View,
    theme: Theme,
    layers: Set<string>,
    chosen: string,
    taken: Box[],
    steady: boolean,
  ): void {
    if (!steady) this.lastPlace.clear();
    g.font = `600 12px ${CONDENSED}`;
    g.textBaseline = "top";
    g.textAlign = "left";
    for (const area of this.areas) {
      const picked = area.id === chosen;
      if (area.xs.length && (picked || layers.has(layerOf(area))))
        this.nameArea(g, view, theme, area, picked, taken);
    }
    if (layers.has("waters")) this.nameWaters(g, view, theme, layers.has("depth"), taken);
  }

  private readonly lastPlace = new Map<string, number>();

  /** The place that a name had, while it is free; else the first that is; null: there is none. */
  private freePlace(area: AreaShape, places: Box[], taken: Box[]): Box | null {
    const last = this.lastPlace.get(area.id);
    const order = last === undefined ? places.keys() : [last, ...places.keys()];
    for (const n of order) {
      if (!places[n] || !isFree(places[n], taken)) continue;
      this.lastPlace.set(area.id, n);
      taken.push(places[n]);
      return places[n];
    }
    return null;
  }

  private depth(g: CanvasRenderingContext2D, view: View, theme: Theme): void {
    for (const [zone, depth] of this.depths()) {
      const area = this.areas.find((a) => a.use === "environment" && a.id.toLowerCase() === zone);
      if (!area) continue;
      g.save();
      inPlane(g, view);
      g.fillStyle = depth < 200 ? theme.waters[2] : depth < 1000 ? theme.waters[1] : theme.waters[0];
      g.globalAlpha = 0.55;
      g.fill(area.path);
      g.restore();
    }
  }

  /** Names of the waters that the scenario tells apart, in the middle of what is in sight of them. */
  private nameWaters(
    g: CanvasRenderingContext2D,
    view: View,
    theme: Theme,
    withDepth: boolean,
    taken: Box[],
  ): void {
    g.font = `italic 400 13px ${SERIF}`;
    g.textAlign = "center";
    g.textBaseline = "middle";
    g.letterSpacing = "1px";
    for (const area of this.areas) {
      if (area.use !== "environment" || !area.xs.length) continue;
      const x1 = Math.max(view.left, view.x(Math.min(...area.xs)));
      const x2 = Math.min(view.right, view.x(Math.max(...area.xs)));
      const y1 = Math.max(view.top, view.y(Math.max(...area.ys)));
      const y2 = Math.min(view.bottom, view.y(Math.min(...area.ys)));
      const depth = this.depths().get(area.id.toLowerCase());
      const name = areaLabel(area);
      const words = withDepth && depth !== undefined ? `${name}, ${thousands(Math.round(depth))} m` : name;
      const wide = g.measureText(words).width;
      if (x2 - x1 < wide + 30 || y2 - y1 < 40) continue;
      const places = [0.92, 0.08, 0.5, 0.72, 0.28].flatMap((share) => {
        const y = y1 + (y2 - y1) * share;
        return [x2 - wide - 14, x1 + 14].map((x) => ({ x1: x, y1: y - 10, x2: x + wide, y2: y + 10 }));
      });
      const box = this.freePlace(area, places, taken);
      if (!box) continue;
      const [x, y] = [(box.x1 + box.x2) / 2, box.y1 + 10];
      g.strokeStyle = theme.sea;
      g.lineWidth = 3;
      g.lineJoin = "round";
      g.strokeText(words, x, y);
      g.fillStyle = theme.waterName;
      g.fillText(words, x, y);
    }
    g.letterSpacing = "0px";
  }

  private depthOf: Map<string, number> | null = null;

  /** Charted depth by zone, metres; zones bear their areas' ids in small letters. */
  private depths(): Map<string, number> {
    if (this.depthOf) return this.depthOf;
    this.depthOf = new Map();
    const zones = this.model.recording.table("environment");
    for (let row = 0; row < zones.rows; row++) {
      const depth = zones.number("depth_m", row);
      if (Number.isFinite(depth)) this.depthOf.set(zones.text("zone", row).toLowerCase(), depth);
    }
    return this.depthOf;
  }

  private drawAreas(
    g: CanvasRenderingContext2D,
    view: View,
    theme: Theme,
    layers: Set<string>,
    chosen: string,
  ): void {
    const shown = this.areas.filter((area) => area.id === chosen || layers.has(layerOf(area)));
    for (const area of shown) {
      const picked = area.id === chosen;
      g.save();
      inPlane(g, view);
      if (picked) {
        g.fillStyle = theme.accent;
        g.globalAlpha = 0.07;
        if (area.closed) g.fill(area.path);
        g.globalAlpha = 1;
      }
      g.strokeStyle = picked ? theme.accent : theme.area;
      if (layerOf(area) === "airspace") band(g, area.path, 7 / view.k);
      g.lineWidth = (picked ? 1.75 : 1) / view.k;
      g.setLineDash(dashOf(area).map((n) => n / view.k));
      g.stroke(area.path);
      g.restore();
    }
  }

  private nameArea(
    g: CanvasRenderingContext2D,
    view: View,
    theme: Theme,
    area: AreaShape,
    picked: boolean,
    taken: Box[],
  ): void {
    let x1 = Infinity;
    let x2 = -Infinity;
    let y1 = Infinity;
    let y2 = -Infinity;
    for (let i = 0; i < area.xs.length; i++) {
      const x = view.x(area.xs[i]);
      const y = view.y(area.ys[i]);
      x1 = Math.min(x1, x);
      x2 = Math.max(x2, x);
      y1 = Math.min(y1, y);
      y2 = Math.max(y2, y);
    }
    const words = areaLabel(area);
    const wide = g.measureText(words).width;
    if (!picked && (x2 - x1 < wide + 8 || !area.closed)) return;
    const left = Math.max(x1 + 6, view.left + 6);
    const right = Math.min(x2, view.right) - wide - 6;
    const top = Math.max(y1 + 5, view.top + 6);
    const bottom = Math.min(y2, view.bottom) - 15;
    if (right < left || bottom < top - 1) return;
    const places = [top, Math.max(top, bottom)].flatMap((y) =>
      [left, right].map((x) => ({ x1: x - 2, y1: y - 1, x2: x + wide + 2, y2: y + 14 })),
    );
    const box = this.freePlace(area, places, taken);
    if (!box) return;
    const [x, y] = [box.x1 + 2, box.y1 + 1];
    g.strokeStyle = theme.sea;
    g.lineWidth = 3.5;
    g.lineJoin = "round";
    g.strokeText(words, x, y);
    g.fillStyle = picked ? theme.accent : theme.area;
    g.fillText(words, x, y);
  }
}

/** The layer that an area is of. Waters have names of their own. */
function layerOf(area: AreaShape): string {
  if (area.use === "environment") return "";
  if (area.use === ADIZ || area.use === "national_airspace") return "airspace";
  return area.use === "lane" || !area.closed ? "lanes" : "areas";
}

function dashOf(area: AreaShape): number[] {
  if (area.use === ADIZ) return [2, 5];
  if (area.use === "national_airspace") return [];
  return area.closed ? [9, 3, 2, 3] : [2, 4];
}

/** A band along the inside of a boundary: who looks at it sees which side is in. */
function band(g: CanvasRenderingContext2D, path: Path2D, width: number): void {
  g.save();
  g.clip(path);
  g.lineWidth = 2 * width;
  g.globalAlpha = 0.22;
  g.stroke(path);
  g.restore();
}

function areaLabel(area: AreaShape): string {
  const name = area.name
    .split(",")[0]
    .replace(/\s*\([^)]*\)/g, "")
    .replace(/^Area (?=\S)/, "");
  const short = isolated(name.length > 40 ? `${name.slice(0, 38)}…` : name || area.id);
  return area.use === ADIZ ? T.chart.zone(short) : short;
}

const ADIZ = "adiz";
const STEPS = [1 / 60, 2 / 60, 5 / 60, 10 / 60, 15 / 60, 0.5, 1, 2, 5, 10, 15, 30];

/** Degrees between graticule lines that stand at least so many pixels apart. */
export function gridStep(view: View, apartPx: number): number {
  view.earthAt(view.midX, view.midY);
  const pxPerDegree =
    view.pxPerM(view.plane.lat, view.plane.lon) * 111_000 * Math.max(0.2, Math.cos(view.plane.lat * RAD));
  return STEPS.find((step) => step * pxPerDegree >= apartPx) ?? 30;
}

/** Latitudes and longitudes that the window spans, from its edge. */
export function windowSpan(view: View): { south: number; north: number; west: number; east: number } {
  const plane = view.plane;
  let south = 90;
  let north = -90;
  view.earthAt(view.midX, view.midY);
  const mid = plane.lon;
  let west = 0;
  let east = 0;
  for (let i = 0; i <= 8; i++) {
    for (let j = 0; j <= 8; j++) {
      view.earthAt(
        view.left + ((view.right - view.left) * i) / 8,
        view.top + ((view.bottom - view.top) * j) / 8,
      );
      south = Math.min(south, plane.lat);
      north = Math.max(north, plane.lat);
      const d = ((((plane.lon - mid + 180) % 360) + 360) % 360) - 180;
      west = Math.min(west, d);
      east = Math.max(east, d);
    }
  }
  return { south, north, west: mid + west, east: mid + east };
}

function graticule(g: CanvasRenderingContext2D, view: View, theme: Theme): void {
  const step = gridStep(view, 110);
  const span = windowSpan(view);
  const plane = view.plane;
  g.strokeStyle = theme.grid;
  g.lineWidth = 1;
  g.beginPath();
  const straight = plane.name === "mercator";
  const pieces = straight ? 1 : 24;
  const south = Math.max(-85, span.south);
  const north = Math.min(85, span.north);
  for (let lon = Math.ceil(span.west / step) * step; lon <= span.east; lon += step) {
    for (let i = 0; i <= pieces; i++) {
      if (!plane.toPlane(south + ((north - south) * i) / pieces, lon)) continue;
      if (i === 0) g.moveTo(view.x(plane.x), view.y(plane.y));
      else g.lineTo(view.x(plane.x), view.y(plane.y));
    }
  }
  for (let lat = Math.ceil(south / step) * step; lat <= north; lat += step) {
    if (straight) {
      plane.toPlane(lat, plane.lon0);
      g.moveTo(view.left, view.y(plane.y));
      g.lineTo(view.right, view.y(plane.y));
      continue;
    }
    for (let i = 0; i <= 48; i++) {
      if (!plane.toPlane(lat, span.west + ((span.east - span.west) * i) / 48)) continue;
      if (i === 0) g.moveTo(view.x(plane.x), view.y(plane.y));
      else g.lineTo(view.x(plane.x), view.y(plane.y));
    }
  }
  g.stroke();
}
