// Words on the chart with a halo of the sea's colour, within its frame; other names keep clear of them.
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
  align: "left" | "center",
  weight: number,
  taken: Box[] | null,
  view: View,
): void {
  if (!view.inside(x, y, -6)) return;
  g.font = `${weight} 11px ${CONDENSED}`;
  const wide = g.measureText(words).width;
  const before = align === "center" ? wide / 2 : 0;
  x = Math.max(view.left + before + 4, Math.min(view.right + before - wide - 4, x));
  g.textAlign = align;
  g.textBaseline = "middle";
  g.lineJoin = "round";
  g.strokeStyle = theme.sea;
  g.lineWidth = 3.5;
  g.strokeText(words, x, y);
  g.fillStyle = colour;
  g.fillText(words, x, y);
  if (!taken) return;
  taken.push({ x1: x - before, y1: y - 8, x2: x - before + wide, y2: y + 8 });
}
