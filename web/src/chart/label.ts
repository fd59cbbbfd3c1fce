// Words on the chart with a halo of the sea's colour; other names keep clear of them.
import { CONDENSED, type Theme } from "../theme";
import type { Box } from "./names";
import type { View } from "./view";

export function label(
  g: CanvasRenderingContext2D,
  theme: Theme,
  words: string,
  x: number,
  y: number,
  colour: string,
  align: CanvasTextAlign,
  weight: number,
  taken: Box[] | null,
  view: View,
): void {
  if (!view.inside(x, y, -6)) return;
  g.font = `${weight} 11px ${CONDENSED}`;
  g.textAlign = align;
  g.textBaseline = "middle";
  g.lineJoin = "round";
  g.strokeStyle = theme.sea;
  g.lineWidth = 3.5;
  g.strokeText(words, x, y);
  g.fillStyle = colour;
  g.fillText(words, x, y);
  if (!taken) return;
  const wide = g.measureText(words).width;
  const x1 = align === "center" ? x - wide / 2 : x;
  taken.push({ x1, y1: y - 8, x2: x1 + wide, y2: y + 8 });
}
