// Range and bearing between two places, by the geodesic; the brackets of the selection.
import { inverse } from "../geodesy";
import { rangeText } from "../say";
import { T } from "../texts";
import { CONDENSED, type Theme } from "../theme";
import type { View } from "./view";

export class Ruler {
  on = false;
  /** One end was set by a click; the next click sets the other. */
  half = false;
  lat1 = Number.NaN;
  lon1 = 0;
  lat2 = Number.NaN;
  lon2 = 0;

  draw(g: CanvasRenderingContext2D, view: View, theme: Theme): void {
    if (!this.on || Number.isNaN(this.lat1) || Number.isNaN(this.lat2)) return;
    const plane = view.plane;
    plane.toPlane(this.lat1, this.lon1);
    const [x1, y1] = [view.x(plane.x), view.y(plane.y)];
    plane.toPlane(this.lat2, this.lon2);
    const [x2, y2] = [view.x(plane.x), view.y(plane.y)];
    g.strokeStyle = theme.accent;
    g.lineWidth = 1.5;
    g.beginPath();
    g.moveTo(x1, y1);
    g.lineTo(x2, y2);
    g.stroke();
    for (const [x, y] of [
      [x1, y1],
      [x2, y2],
    ] as const) {
      g.beginPath();
      g.arc(x, y, 4, 0, 2 * Math.PI);
      g.stroke();
    }
    const words = this.words();
    g.font = `600 12px ${CONDENSED}`;
    const wide = g.measureText(words).width;
    const x = Math.min(view.right - wide - 12, Math.max(view.left + 4, (x1 + x2) / 2 + 8));
    const y = Math.max(view.top + 14, (y1 + y2) / 2 - 12);
    g.fillStyle = theme.panel;
    g.fillRect(x - 5, y - 10, wide + 10, 20);
    g.strokeStyle = theme.accent;
    g.lineWidth = 1;
    g.strokeRect(x - 4.5, y - 9.5, wide + 9, 19);
    g.fillStyle = theme.accent;
    g.textAlign = "left";
    g.textBaseline = "middle";
    g.fillText(words, x, y + 0.5);
  }

  /** What the ruler says, in words; empty without both ends. */
  words(): string {
    const { lat1, lon1, lat2, lon2 } = this;
    if (Number.isNaN(lat1) || Number.isNaN(lat2)) return "";
    const { range, bearing } = inverse(lat1, lon1, lat2, lon2);
    return T.chart.measured(rangeText(range), `${bearing.toFixed(1).padStart(5, "0")}°T`);
  }
}

/** Corner brackets about the selected symbol. */
export function brackets(g: CanvasRenderingContext2D, theme: Theme, x: number, y: number): void {
  const h = 17;
  const c = 8;
  g.strokeStyle = theme.accent;
  g.lineWidth = 2;
  g.beginPath();
  for (const [sx, sy] of [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ] as const) {
    g.moveTo(x + sx * h, y + sy * (h - c));
    g.lineTo(x + sx * h, y + sy * h);
    g.lineTo(x + sx * (h - c), y + sy * h);
  }
  g.stroke();
}
