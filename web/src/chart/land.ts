// Land and the lines of the water round it. A coast has more points than a view has pixels: each ring is thinned for the
// scale that it is drawn in, and for the broad lines of the water more so.
import type { Model } from "../model";
import type { Theme } from "../theme";
import type { View } from "./view";

/** Points of the coast stand so many pixels apart, or farther. */
const COAST_PX = 0.7;
/** The same of the waters' lines, which are at least 4 pixels broad. */
const WATER_PX = 2.5;

interface Ring {
  xs: Float64Array;
  ys: Float64Array;
  x1: number;
  y1: number;
  x2: number;
  y2: number;
  /** As paths in the plane, by how far their points stand apart. */
  paths: Map<number, Path2D>;
}

/** Indices of the points of a ring that stand at least so far apart; none of a ring smaller than that. */
export function thinned(xs: ArrayLike<number>, ys: ArrayLike<number>, apart: number): number[] {
  const kept: number[] = [];
  let [x, y] = [Number.NaN, Number.NaN];
  for (let i = 0; i < xs.length; i++) {
    if (Math.abs(xs[i] - x) < apart && Math.abs(ys[i] - y) < apart) continue;
    kept.push(i);
    [x, y] = [xs[i], ys[i]];
  }
  return kept.length > 2 ? kept : [];
}

/** A ring's path, its points so far apart; of one that is smaller, its bounds. */
function pathOf(ring: Ring, apart: number): Path2D {
  let path = ring.paths.get(apart);
  if (path) return path;
  path = new Path2D();
  const kept = thinned(ring.xs, ring.ys, apart);
  kept.forEach((at, i) => {
    if (i === 0) path!.moveTo(ring.xs[at], ring.ys[at]);
    else path!.lineTo(ring.xs[at], ring.ys[at]);
  });
  if (kept.length) path.closePath();
  else path.rect(ring.x1, ring.y1, ring.x2 - ring.x1, ring.y2 - ring.y1);
  if (ring.paths.size > 8) ring.paths.clear();
  ring.paths.set(apart, path);
  return path;
}

function pathsOf(rings: Ring[], apart: number): Path2D {
  const all = new Path2D();
  for (const ring of rings) all.addPath(pathOf(ring, apart));
  return all;
}

/** Rings of a table (ring, lat_deg, lon_deg) in the plane. */
function ringsOf(model: Model, tableName: string): Ring[] {
  const table = model.recording.table(tableName);
  const plane = model.plane;
  const rings: Ring[] = [];
  const ring = table.values("ring");
  const lat = table.values("lat_deg");
  const lon = table.values("lon_deg");
  const turn = plane.name === "mercator" ? turnOf(model) : 0;
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
    if (turn) unwrap(xs, turn);
    for (const shift of turn ? [-turn, 0, turn] : [0]) {
      const made = shifted(xs, ys, shift);
      if (!turn || (made.x2 > -turn * 0.75 && made.x1 < turn * 0.75)) rings.push(made);
    }
  }
  return rings;
}

function shifted(xs: Float64Array, ys: Float64Array, shift: number): Ring {
  const made = { xs: shift ? xs.map((x) => x + shift) : xs, ys, paths: new Map<number, Path2D>() };
  let [x1, y1, x2, y2] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < ys.length; i++) {
    x1 = Math.min(x1, made.xs[i]);
    x2 = Math.max(x2, made.xs[i]);
    y1 = Math.min(y1, ys[i]);
    y2 = Math.max(y2, ys[i]);
  }
  return { ...made, x1, y1, x2, y2 };
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

/** From here on a context draws in the plane's metres. */
export function inPlane(g: CanvasRenderingContext2D, view: View): void {
  g.transform(view.k, 0, 0, -view.k, view.midX - view.cx * view.k, view.midY + view.cy * view.k);
}

function seen(ring: Ring, view: View): boolean {
  return (
    view.x(ring.x2) > -40 &&
    view.x(ring.x1) < view.width + 40 &&
    view.y(ring.y1) > -40 &&
    view.y(ring.y2) < view.height + 40
  );
}

export class Land {
  private readonly crop: Ring[];
  private readonly world: Ring[];
  /** The crop's own bounds in the plane: inside them it counts alone. */
  private readonly cropBox = { x1: Infinity, y1: Infinity, x2: -Infinity, y2: -Infinity };

  constructor(model: Model) {
    this.crop = ringsOf(model, "coast");
    this.world = ringsOf(model, "world");
    for (const ring of this.crop) {
      this.cropBox.x1 = Math.min(this.cropBox.x1, ring.x1);
      this.cropBox.x2 = Math.max(this.cropBox.x2, ring.x2);
      this.cropBox.y1 = Math.min(this.cropBox.y1, ring.y1);
      this.cropBox.y2 = Math.max(this.cropBox.y2, ring.y2);
    }
  }

  draw(g: CanvasRenderingContext2D, view: View, theme: Theme): void {
    const near = this.crop.filter((ring) => seen(ring, view));
    const { x1, x2, y1, y2 } = this.cropBox;
    const wide =
      !this.crop.length ||
      view.planeX(view.left) < x1 ||
      view.planeX(view.right) > x2 ||
      view.planeY(view.bottom) < y1 ||
      view.planeY(view.top) > y2;
    const far = wide ? this.world.filter((ring) => seen(ring, view)) : [];
    // Each is cut a pixel inside the crop's bounds, so that the cut itself shows no coast.
    const inset = 1.5;
    const [left, top] = [view.x(x1) + inset, view.y(y2) + inset];
    const [width, height] = [(x2 - x1) * view.k - 2 * inset, (y2 - y1) * view.k - 2 * inset];
    if (far.length) {
      g.save();
      if (this.crop.length) {
        g.beginPath();
        g.rect(-10, -10, view.width + 20, view.height + 20);
        g.rect(left, top, width, height);
        g.clip("evenodd");
      }
      fillLand(g, far, theme, view);
      g.restore();
    }
    g.save();
    g.beginPath();
    g.rect(left, top, width, height);
    g.clip();
    fillLand(g, near, theme, view);
    g.restore();
  }
}

function fillLand(g: CanvasRenderingContext2D, rings: Ring[], theme: Theme, view: View): void {
  // One thinning serves all scales up to twice as fine: zooming makes no path anew at each step.
  const finest = 1 / 2 ** Math.ceil(Math.log2(view.k * view.ratio));
  const zoom = Math.max(0.6, Math.min(1.6, view.k / 1e-3));
  inPlane(g, view);
  g.lineJoin = "round";
  const water = pathsOf(rings, WATER_PX * finest);
  theme.waters.forEach((colour, i) => {
    g.strokeStyle = colour;
    g.lineWidth = ([30, 17, 7][i] * zoom) / view.k;
    g.stroke(water);
  });
  const coast = pathsOf(rings, COAST_PX * finest);
  g.fillStyle = theme.land;
  g.fill(coast, "evenodd");
  g.strokeStyle = theme.coast;
  g.lineWidth = 0.9 / view.k;
  g.stroke(coast);
}
