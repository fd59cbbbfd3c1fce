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
  g.strokeStyle = tone.line;
  g.fillStyle = tone.fill;
  g.lineWidth = 1;
  g.beginPath();
  for (let i = 0; i < ids.length; i++) {
    if (!motion.stateAt(i, t, state) || !plane.toPlane(state.lat, state.lon)) continue;
    const x = view.x(plane.x);
    const y = view.y(plane.y);
    if (view.inside(x, y, 8)) g.rect(x - 3.5, y - 3.5, 7, 7);
  }
  g.fill();
  g.stroke();
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
  for (const [tone, colours] of Object.entries(theme.side)) {
    g.beginPath();
    for (const unit of units) {
      const [x, y] = [xs[unit.index], ys[unit.index]];
      if (unit.tone !== tone || Number.isNaN(x) || unit === chosen) continue;
      if (unit.shape === "friend") {
        g.moveTo(x + 3.5, y);
        g.arc(x, y, 3.5, 0, 2 * Math.PI);
      } else g.rect(x - 3.5, y - 3.5, 7, 7);
    }
    g.fillStyle = colours.fill;
    g.fill();
    g.strokeStyle = colours.line;
    g.lineWidth = 1;
    g.stroke();
  }
}
