// What lies still: sea, waterlines, land, graticule, areas, depth. Drawn to a canvas of its own when the view changes.
import type { AreaHead } from "../bundle";
import { direct, RAD } from "../geodesy";
import type { Model } from "../model";
import { T } from "../texts";
import { CONDENSED, SERIF, type Theme } from "../theme";
import type { Box } from "./names";
import type { View } from "./view";

type Ring = { path: Path2D; x1: number; y1: number; x2: number; y2: number };

/** Rings of a table (ring, lat_deg, lon_deg) as paths in the plane. */
function ringsOf(model: Model, tableName: string): Ring[] {
  const table = model.recording.table(tableName);
  const plane = model.plane;
  const rings: Ring[] = [];
  const ring = table.values("ring");
  const lat = table.values("lat_deg");
  const lon = table.values("lon_deg");
  for (let row = 0; row < table.rows;) {
    let end = row + 1;
    while (end < table.rows && ring[end] === ring[row]) end++;
    const xs = new Float64Array(end - row);
    const ys = new Float64Array(end - row);
    let whole = true;
    for (let i = row; i < end; i++) {
      if (!plane.toPlane(lat[i], lon[i])) whole = false;
      xs[i - row] = plane.x;
      ys[i - row] = plane.y;
    }
    row = end;
    if (!whole) continue;
    const turn = plane.name === "mercator" ? turnOf(model) : 0;
    if (turn) unwrap(xs, turn);
    for (const shift of turn ? [-turn, 0, turn] : [0]) {
      const made = { path: new Path2D(), x1: Infinity, y1: Infinity, x2: -Infinity, y2: -Infinity };
      for (let i = 0; i < xs.length; i++) {
        const x = xs[i] + shift;
        if (i === 0) made.path.moveTo(x, ys[i]);
        else made.path.lineTo(x, ys[i]);
        made.x1 = Math.min(made.x1, x);
        made.x2 = Math.max(made.x2, x);
        made.y1 = Math.min(made.y1, ys[i]);
        made.y2 = Math.max(made.y2, ys[i]);
      }
      made.path.closePath();
      if (made.x2 > -turn * 0.75 || !turn) if (made.x1 < turn * 0.75 || !turn) rings.push(made);
    }
  }
  return rings;
}

/** Plane metres of 360 degrees of longitude. */
function turnOf(model: Model): number {
  model.plane.toPlane(model.plane.lat0, model.plane.lon0 + 90);
  return 4 * model.plane.x;
}

function unwrap(xs: Float64Array, turn: number): void {
  for (let i = 1; i < xs.length; i++) {
    while (xs[i] - xs[i - 1] > turn / 2) xs[i] -= turn;
    while (xs[i] - xs[i - 1] < -turn / 2) xs[i] += turn;
  }
}

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
  private readonly crop: Ring[];
  private readonly world: Ring[];
  readonly areas: AreaShape[] = [];
  /** The crop's own bounds in the plane: inside them it counts alone. */
  private readonly cropBox = { x1: Infinity, y1: Infinity, x2: -Infinity, y2: -Infinity };

  constructor(private readonly model: Model) {
    this.crop = ringsOf(model, "coast");
    this.world = ringsOf(model, "world");
    for (const ring of this.crop) {
      this.cropBox.x1 = Math.min(this.cropBox.x1, ring.x1);
      this.cropBox.x2 = Math.max(this.cropBox.x2, ring.x2);
      this.cropBox.y1 = Math.min(this.cropBox.y1, ring.y1);
      this.cropBox.y2 = Math.max(this.cropBox.y2, ring.y2);
    }
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
  draw(
    g: CanvasRenderingContext2D,
    view: View,
    theme: Theme,
    layers: Set<string>,
    chosenArea: string,
    taken: Box[],
  ): void {
    g.save();
    g.beginPath();
    g.rect(view.left, view.top, view.right - view.left, view.bottom - view.top);
    g.clip();
    g.fillStyle = theme.sea;
    g.fillRect(0, 0, view.width, view.height);
    if (layers.has("depth")) this.depth(g, view, theme);
    this.land(g, view, theme);
    if (layers.has("graticule")) graticule(g, view, theme);
    if (layers.has("waters")) this.nameWaters(g, view, theme, layers.has("depth"), taken);
    this.drawAreas(g, view, theme, layers, chosenArea, taken);
    g.restore();
  }

  private seen(ring: Ring, view: View): boolean {
    return (
      view.x(ring.x2) > -40 &&
      view.x(ring.x1) < view.width + 40 &&
      view.y(ring.y1) > -40 &&
      view.y(ring.y2) < view.height + 40
    );
  }

  private inPlane(g: CanvasRenderingContext2D, view: View): void {
    g.transform(view.k, 0, 0, -view.k, view.midX - view.cx * view.k, view.midY + view.cy * view.k);
  }

  private land(g: CanvasRenderingContext2D, view: View, theme: Theme): void {
    const near = this.crop.filter((ring) => this.seen(ring, view));
    const wide =
      !this.crop.length ||
      view.planeX(view.left) < this.cropBox.x1 ||
      view.planeX(view.right) > this.cropBox.x2 ||
      view.planeY(view.bottom) < this.cropBox.y1 ||
      view.planeY(view.top) > this.cropBox.y2;
    const far = wide ? this.world.filter((ring) => this.seen(ring, view)) : [];
    const all = new Path2D();
    for (const ring of near) all.addPath(ring.path);
    const coarse = new Path2D();
    for (const ring of far) coarse.addPath(ring.path);
    const zoom = Math.max(0.6, Math.min(1.6, view.k / 1e-3));
    // Each is cut a pixel inside the crop's bounds, so that the cut itself shows no coast.
    const { x1, x2, y1, y2 } = this.cropBox;
    const inset = 1.5;
    const box = [
      view.x(x1) + inset,
      view.y(y2) + inset,
      (x2 - x1) * view.k - 2 * inset,
      (y2 - y1) * view.k - 2 * inset,
    ];
    if (far.length) {
      g.save();
      if (this.crop.length) {
        g.beginPath();
        g.rect(-10, -10, view.width + 20, view.height + 20);
        g.rect(box[0], box[1], box[2], box[3]);
        g.clip("evenodd");
      }
      this.inPlane(g, view);
      this.fillLand(g, coarse, theme, view, zoom);
      g.restore();
    }
    g.save();
    g.beginPath();
    g.rect(box[0], box[1], box[2], box[3]);
    g.clip();
    this.inPlane(g, view);
    this.fillLand(g, all, theme, view, zoom);
    g.restore();
  }

  private fillLand(g: CanvasRenderingContext2D, path: Path2D, theme: Theme, view: View, zoom: number): void {
    g.lineJoin = "round";
    theme.waters.forEach((colour, i) => {
      g.strokeStyle = colour;
      g.lineWidth = ([30, 17, 7][i] * zoom) / view.k;
      g.stroke(path);
    });
    g.fillStyle = theme.land;
    g.fill(path, "evenodd");
    g.strokeStyle = theme.coast;
    g.lineWidth = 0.9 / view.k;
    g.stroke(path);
  }

  private depth(g: CanvasRenderingContext2D, view: View, theme: Theme): void {
    for (const [zone, depth] of this.depths()) {
      const area = this.areas.find((a) => a.use === "environment" && a.id.toLowerCase() === zone);
      if (!area) continue;
      g.save();
      this.inPlane(g, view);
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
      const words =
        withDepth && depth !== undefined ? `${name}, ${Math.round(depth).toLocaleString("en")} m` : name;
      const wide = g.measureText(words).width;
      if (x2 - x1 < wide + 30 || y2 - y1 < 40) continue;
      for (const share of [0.92, 0.08, 0.5]) {
        const [x, y] = [x2 - wide / 2 - 14, y1 + (y2 - y1) * share];
        const box = { x1: x - wide / 2, y1: y - 10, x2: x + wide / 2, y2: y + 10 };
        if (taken.some((o) => o.x1 < box.x2 && o.x2 > box.x1 && o.y1 < box.y2 && o.y2 > box.y1)) continue;
        taken.push(box);
        g.fillStyle = theme.waterName;
        g.fillText(words, x, y);
        break;
      }
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
    taken: Box[],
  ): void {
    const shown = this.areas.filter((area) => area.id === chosen || layers.has(layerOf(area)));
    for (const area of shown) {
      const picked = area.id === chosen;
      g.save();
      this.inPlane(g, view);
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
    g.font = `600 12px ${CONDENSED}`;
    g.textBaseline = "top";
    g.textAlign = "left";
    for (const area of shown) {
      if (area.xs.length) this.nameArea(g, view, theme, area, area.id === chosen, taken);
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
    const y = Math.max(y1 + 5, view.top + 6);
    if (right < left || y + 14 > Math.min(y2, view.bottom)) return;
    const boxAt = (x: number) => ({ x1: x - 2, y1: y - 1, x2: x + wide + 2, y2: y + 14 });
    const x = [left, right].find((at) => {
      const b = boxAt(at);
      return !taken.some((o) => o.x1 < b.x2 && o.x2 > b.x1 && o.y1 < b.y2 && o.y2 > b.y1);
    });
    if (x === undefined) return;
    taken.push(boxAt(x));
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
  const short = name.length > 40 ? `${name.slice(0, 38)}…` : name || area.id;
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
