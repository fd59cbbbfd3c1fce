// Names and labels beside the symbols: laid out together, so that none is written over another.
import type { Unit } from "../model";
import type { PageState } from "../state";
import { CONDENSED, PLAIN, type Theme } from "../theme";
import { type Box, Names, type Placed, type Wanted } from "./names";
import type { TrackLabel } from "./sensing";
import type { View } from "./view";

/** Where symbols are drawn; a coordinate is NaN where nothing is. */
interface Symbols {
  xs: Float64Array;
  ys: Float64Array;
  dx: Float64Array;
  dy: Float64Array;
  close: Uint8Array;
}

export class Writing {
  private readonly names = new Names();
  private placed = new Map<string, Placed>();
  private placedAt = -1;
  private placedKey = "";
  private readonly widths = new Map<string, number>();

  draw(
    g: CanvasRenderingContext2D,
    view: View,
    theme: Theme,
    page: PageState,
    at: Symbols,
    units: Unit[],
    chosen: Unit | undefined,
    labels: TrackLabel[],
    taken: Box[],
  ): void {
    const only = page.playing && page.speed >= 10000 ? chosen : undefined;
    const now = performance.now();
    const key = `${view.cx},${view.cy},${view.k},${view.width},${page.unit},${page.picture}`;
    const rest = page.playing && page.speed >= 600 && now - this.placedAt < 250 && key === this.placedKey;
    if (page.playing && page.speed >= 10000 && !only) return;
    if (!rest) {
      const window = { x1: view.left + 2, y1: view.top + 2, x2: view.right - 2, y2: view.bottom - 24 };
      const wanted = this.wanted(g, at, units, chosen, only, labels);
      this.placed = this.names.lay(wanted, taken, window, page.playing);
      this.placedAt = now;
      this.placedKey = key;
    }
    g.textBaseline = "middle";
    g.textAlign = "left";
    g.lineJoin = "round";
    for (const unit of units) {
      const place = this.placed.get(unit.id);
      const i = unit.index;
      if (!place || Number.isNaN(at.xs[i]) || (only && unit !== only)) continue;
      const words = wordsOf(unit, at.close[i] === 1, unit === chosen);
      this.write(g, theme, unit, words, place, at.xs[i] + at.dx[i], at.ys[i] + at.dy[i], unit === chosen);
    }
    if (!only) this.writeLabels(g, theme, labels);
  }

  private wanted(
    g: CanvasRenderingContext2D,
    at: Symbols,
    units: Unit[],
    chosen: Unit | undefined,
    only: Unit | undefined,
    labels: TrackLabel[],
  ): Wanted[] {
    const wanted: Wanted[] = [];
    for (const unit of units) {
      const i = unit.index;
      if (Number.isNaN(at.xs[i])) continue;
      const x = at.xs[i] + at.dx[i];
      const y = at.ys[i] + at.dy[i];
      const small = unit !== chosen && (unit.kind === "missile" || at.close[i] === 1);
      const half = small ? 9 : 13;
      if (only && unit !== only) continue;
      const words = wordsOf(unit, at.close[i] === 1, unit === chosen);
      if (!words.hull && !words.name) continue;
      const width = this.width(g, unit, words);
      wanted.push({ key: unit.id, x, y, half: half + 1, width, height: 14, first: unit === chosen });
    }
    g.font = `600 11.5px ${CONDENSED}`;
    for (const { key, x, y, half, words, danger } of only ? [] : labels) {
      const width = g.measureText(words).width + 2;
      wanted.push({ key, x, y, half, width, height: 14, first: danger === true });
    }
    return wanted;
  }

  private writeLabels(g: CanvasRenderingContext2D, theme: Theme, labels: TrackLabel[]): void {
    g.font = `600 11.5px ${CONDENSED}`;
    g.textBaseline = "middle";
    g.textAlign = "left";
    g.lineWidth = 3.5;
    for (const label of labels) {
      const at = this.placed.get(label.key);
      if (!at) continue;
      const [x, y] = [label.x + at.x, label.y + at.y + 7];
      g.strokeStyle = theme.sea;
      g.strokeText(label.words, x, y);
      g.fillStyle = label.danger ? theme.danger : theme.side[label.tone].line;
      g.fillText(label.words, x, y);
    }
  }

  private width(g: CanvasRenderingContext2D, unit: Unit, { hull, name }: Words): number {
    const key = `${unit.id} ${hull} ${name}`;
    let width = this.widths.get(key);
    if (width === undefined) {
      g.font = `600 11.5px ${CONDENSED}`;
      width = hull ? g.measureText(`${hull} `).width : 0;
      g.font = `400 11.5px ${CONDENSED}`;
      width += g.measureText(name).width + 2;
      this.widths.set(key, width);
    }
    return width;
  }

  private write(
    g: CanvasRenderingContext2D,
    theme: Theme,
    unit: Unit,
    words: Words,
    at: Placed,
    x: number,
    y: number,
    chosen: boolean,
  ): void {
    const left = x + at.x;
    const middle = y + at.y + 7;
    const tone = theme.side[unit.tone];
    if (at.away) {
      g.strokeStyle = tone.line;
      g.lineWidth = 0.75;
      g.globalAlpha = PLAIN.leader;
      g.beginPath();
      g.moveTo(x, y);
      g.lineTo(Math.max(left, Math.min(left + this.width(g, unit, words), x)), middle);
      g.stroke();
      g.globalAlpha = 1;
    }
    g.strokeStyle = theme.sea;
    g.lineWidth = 3.5;
    let pen = left;
    if (words.hull) {
      g.font = `600 11.5px ${CONDENSED}`;
      g.strokeText(words.hull, pen, middle);
      g.fillStyle = tone.line;
      g.fillText(words.hull, pen, middle);
      pen += g.measureText(`${words.hull} `).width;
    }
    g.font = `400 11.5px ${CONDENSED}`;
    g.strokeText(words.name, pen, middle);
    g.fillStyle = chosen ? theme.ink : theme.ink2;
    g.fillText(words.name, pen, middle);
  }
}

interface Words {
  hull: string;
  name: string;
}

/** What is written beside a unit: in a pile of symbols her number alone, beside a missile nothing. */
export function wordsOf(
  unit: Pick<Unit, "hull" | "short" | "kind" | "partner">,
  close: boolean,
  chosen: boolean,
): Words {
  if (chosen) return { hull: unit.hull, name: unit.short };
  if (unit.kind === "missile") return { hull: "", name: "" };
  return { hull: unit.hull, name: close ? "" : unit.short };
}
