// Speed vectors: where units are in some minutes if they go on so; the scale says how many.
import type { Model } from "../model";
import { KN_MPS } from "../say";
import type { Theme } from "../theme";
import { AIR_SHARE, vectorMinutes } from "./frame";
import type { View } from "./view";

/** Where symbols are drawn, in pixels and by how much they were moved aside, and how the units go. */
interface Going {
  xs: Float64Array;
  ys: Float64Array;
  dx: Float64Array;
  dy: Float64Array;
  /** 1: it stands in a crowd of symbols, where a vector tells nothing. */
  close: Uint8Array;
  courses: Float64Array;
  speeds: Float64Array;
}

export function drawVectors(
  g: CanvasRenderingContext2D,
  view: View,
  theme: Theme,
  model: Model,
  at: Going,
  crowded: boolean,
): void {
  const minutes = vectorMinutes(view);
  view.earthAt(view.midX, view.midY);
  const px = view.pxPerM(view.plane.lat, view.plane.lon);
  g.lineWidth = 1.5;
  for (const [tone, colours] of Object.entries(theme.side)) {
    g.strokeStyle = colours.line;
    g.beginPath();
    for (const unit of model.units) {
      const i = unit.index;
      if (unit.tone !== tone || Number.isNaN(at.xs[i]) || at.speeds[i] < 0.3 * KN_MPS) continue;
      if (unit.kind === "missile" || at.close[i]) continue;
      const seconds = minutes * 60 * (unit.domain === "air" ? AIR_SHARE : 1);
      const length = Math.max(crowded ? 0 : 16, at.speeds[i] * seconds * px);
      const angle = (at.courses[i] * Math.PI) / 180 + northAt(model, view, at.xs[i], at.ys[i]);
      const x = at.xs[i] + at.dx[i];
      const y = at.ys[i] + at.dy[i];
      g.moveTo(x, y);
      g.lineTo(x + Math.sin(angle) * length, y - Math.cos(angle) * length);
    }
    g.stroke();
  }
}

/** How far north is turned from up at a pixel, radians: nothing on Mercator's chart. */
function northAt(model: Model, view: View, atX: number, atY: number): number {
  const plane = model.plane;
  if (plane.name === "mercator") return 0;
  view.earthAt(atX, atY);
  const { lat, lon } = plane;
  plane.toPlane(lat, lon);
  const [x, y] = [plane.x, plane.y];
  plane.toPlane(lat + 0.01, lon);
  return Math.atan2(plane.x - x, plane.y - y);
}
