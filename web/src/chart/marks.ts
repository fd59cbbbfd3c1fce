// Plain marks: background traffic, and units when there are more than symbols have room for.
import type { Model, Unit } from "../model";
import { newState } from "../motion";
import type { Theme } from "../theme";
import type { View } from "./view";

const state = newState();

/** Ships of the background: small squares. */
export function drawTraffic(
  g: CanvasRenderingContext2D,
  view: View,
  theme: Theme,
  model: Model,
  t: number,
): void {
  const motion = model.trafficMotion;
  const { ids } = model.traffic;
  const plane = model.plane;
  const tone = theme.side.neutral;
  const mark = stamp(tone.fill, tone.line, false);
  for (let i = 0; i < ids.length; i++) {
    if (!motion.stateAt(i, t, state) || !plane.toPlane(state.lat, state.lon)) continue;
    const x = view.x(plane.x);
    const y = view.y(plane.y);
    if (view.inside(x, y, 8)) g.drawImage(mark, x - HALF, y - HALF, 2 * HALF, 2 * HALF);
  }
}

/** Half the side of a plain mark with its edge, in pixels. */
const HALF = 4.5;
const stamps = new Map<string, HTMLCanvasElement>();

/** A plain mark drawn once: one path of thousands of circles costs the browser hundreds of milliseconds. */
function stamp(fill: string, line: string, round: boolean): HTMLCanvasElement {
  const ratio = Math.max(1, Math.min(3, window.devicePixelRatio || 1));
  const key = `${fill}${line}${round}${ratio}`;
  let made = stamps.get(key);
  if (!made) {
    made = document.createElement("canvas");
    made.width = made.height = Math.ceil(2 * HALF * ratio);
    const g = made.getContext("2d")!;
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (round) g.arc(HALF, HALF, 3.5, 0, 2 * Math.PI);
    else g.rect(HALF - 3.5, HALF - 3.5, 7, 7);
    g.fillStyle = fill;
    g.fill();
    g.strokeStyle = line;
    g.stroke();
    stamps.set(key, made);
  }
  return made;
}

/** Units in a crowd: a small mark each, by side. */
export function drawPlain(
  g: CanvasRenderingContext2D,
  theme: Theme,
  units: Unit[],
  xs: Float64Array,
  ys: Float64Array,
  chosen: Unit | undefined,
): void {
  for (const unit of units) {
    const [x, y] = [xs[unit.index], ys[unit.index]];
    if (Number.isNaN(x) || unit === chosen) continue;
    const { fill, line } = theme.side[unit.tone];
    g.drawImage(stamp(fill, line, unit.shape === "friend"), x - HALF, y - HALF, 2 * HALF, 2 * HALF);
  }
}
