// The border of the chart: bands of alternating minutes, labels, scale, vectors' length, locator, disclaimer.
import type { Model } from "../model";
import { latText, lonText, NMI_M } from "../say";
import { T } from "../texts";
import { CONDENSED, type SideTone, type Theme } from "../theme";
import { gridStep, windowSpan } from "./ground";
import type { Box } from "./names";
import type { View } from "./view";

type Side = "top" | "bottom" | "left" | "right";

const LABEL_APART_PX = 110;
const BAND_APART_PX = 24;

export function drawFrame(g: CanvasRenderingContext2D, view: View, theme: Theme): void {
  g.fillStyle = theme.panel;
  g.fillRect(0, 0, view.width, view.top);
  g.fillRect(0, view.bottom, view.width, view.height - view.bottom);
  g.fillRect(0, view.top, view.left, view.bottom - view.top);
  g.fillRect(view.right, view.top, view.width - view.right, view.bottom - view.top);
  const band = gridStep(view, BAND_APART_PX);
  const label = gridStep(view, LABEL_APART_PX);
  const ink = theme.ink2;
  g.font = `400 10.5px ${CONDENSED}`;
  g.fillStyle = ink;
  for (const side of ["top", "bottom", "left", "right"] as Side[]) edge(g, view, theme, side, band, label);
  g.strokeStyle = ink;
  g.lineWidth = 1;
  const b = view.band;
  g.strokeRect(view.left - 0.5, view.top - 0.5, view.right - view.left + 1, view.bottom - view.top + 1);
  g.strokeRect(
    view.left - b - 0.5,
    view.top - b - 0.5,
    view.right - view.left + 2 * b + 1,
    view.bottom - view.top + 2 * b + 1,
  );
}

/** Walks along one edge, finds where meridians or parallels cross it, and draws band and labels. */
function edge(
  g: CanvasRenderingContext2D,
  view: View,
  theme: Theme,
  side: Side,
  band: number,
  label: number,
): void {
  const across = side === "top" || side === "bottom";
  const length = across ? view.right - view.left : view.bottom - view.top;
  const plane = view.plane;
  const fixed = { top: view.top, bottom: view.bottom, left: view.left, right: view.right }[side];
  const value = (at: number): number => {
    if (across) view.earthAt(view.left + at, fixed);
    else view.earthAt(fixed, view.bottom - at);
    return across ? plane.lon : plane.lat;
  };
  let before = value(0);
  let unwrapped = before;
  const marks: { at: number; value: number }[] = [];
  const pieces = 32;
  for (let i = 1; i <= pieces; i++) {
    const now = value((length * i) / pieces);
    let step = now - before;
    if (across && step > 180) step -= 360;
    if (across && step < -180) step += 360;
    const from = unwrapped;
    unwrapped += step;
    if (step > 0) {
      for (let n = Math.ceil(from / band + 1e-9); n * band <= unwrapped + 1e-9; n++) {
        marks.push({ at: (length * (i - 1 + (n * band - from) / step)) / pieces, value: n * band });
      }
    }
    before = now;
  }
  g.fillStyle = theme.ink2;
  const b = view.band;
  const stops = [...marks, { at: length, value: (marks.at(-1)?.value ?? 0) + band }];
  let last = 0;
  for (const mark of stops) {
    if (Math.round(mark.value / band) % 2 === 0) {
      if (across)
        g.fillRect(view.left + last, side === "top" ? view.top - b : view.bottom, mark.at - last, b);
      else g.fillRect(side === "left" ? view.left - b : view.right, view.bottom - mark.at, b, mark.at - last);
    }
    last = mark.at;
  }
  g.textAlign = "center";
  g.textBaseline = "middle";
  for (const mark of marks) {
    const whole = mark.value / label;
    if (Math.abs(whole - Math.round(whole)) > 1e-6 || mark.at < 30 || mark.at > length - 30) continue;
    let shown = mark.value;
    if (across) shown = ((((shown + 180) % 360) + 360) % 360) - 180;
    let words = across ? lonText(shown, 0) : latText(shown, 0);
    if (label >= 1) words = words.replace(/00′/, "");
    if (across) words = words.replace(/^0+(?=\d)/, "");
    if (across) {
      g.fillText(
        words,
        view.left + mark.at,
        side === "top" ? (view.top - b) / 2 : (view.bottom + b + view.height) / 2,
      );
    } else {
      g.save();
      g.translate(
        side === "left" ? (view.left - b) / 2 : (view.right + b + view.width) / 2,
        view.bottom - mark.at,
      );
      g.rotate(side === "left" ? -Math.PI / 2 : Math.PI / 2);
      g.fillText(words, 0, 0);
      g.restore();
    }
  }
}

const LENGTHS_NMI = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000];

/** An aircraft's vector is of so much of a ship's time. */
export const AIR_SHARE = 1 / 6;
/** A chart as wide has room to say how long. */
const AIR_WORDS_PX = 640;

/** The round number of minutes that makes 15 kn at least 22 pixels. */
export function vectorMinutes(view: View): number {
  view.earthAt(view.midX, view.midY);
  const px = view.pxPerM(view.plane.lat, view.plane.lon);
  const minutes = [0.5, 1, 2, 3, 6, 12, 15, 30, 60, 120, 240, 480];
  return minutes.find((m) => m * 15 * (NMI_M / 60) * px >= 22) ?? 480;
}

/** Where the scale lies over the chart, and the disclaimer. */
export function noteBoxes(view: View): Box[] {
  const { left, right, bottom } = view;
  const wide = Math.min(300, (right - left) / 2);
  const scale = view.width >= AIR_WORDS_PX ? 400 : wide;
  return [
    { x1: left, y1: bottom - 34, x2: left + scale, y2: bottom },
    { x1: right - Math.min(200, wide), y1: bottom - 26, x2: right, y2: bottom },
  ];
}

/** A length of time: of hours where it is some. */
const lasting = (minutes: number) =>
  minutes >= 60 && minutes % 60 === 0
    ? `${minutes / 60} h`
    : minutes < 1
      ? `${minutes * 60} s`
      : `${minutes} min`;

/** `vectors`: whether they are drawn, and whether aircraft have some. */
export function drawScale(
  g: CanvasRenderingContext2D,
  view: View,
  theme: Theme,
  vectors: { on: boolean; air: boolean },
): void {
  view.earthAt(view.midX, view.bottom - 12);
  const px = view.pxPerM(view.plane.lat, view.plane.lon) * NMI_M;
  const length = LENGTHS_NMI.find((n) => n * px >= 90) ?? 2000;
  const x = view.left + 12;
  const y = view.bottom - 15;
  const wide = length * px;
  g.font = `400 10.5px ${CONDENSED}`;
  halo(g, theme, "left");
  const words = (text: string, at: number, align: CanvasTextAlign, top = y - 9) => {
    g.textAlign = align;
    g.strokeText(text, at, top);
    g.fillText(text, at, top);
  };
  g.fillStyle = theme.ink2;
  words("0", x + 3, "center");
  words(String(length / 2), x + wide / 2, "center");
  words(`${length} ${T.units.nmi}`, x + wide, "center");
  g.fillStyle = theme.sea;
  g.fillRect(x, y, wide, 4);
  g.fillStyle = theme.ink2;
  g.fillRect(x, y, wide / 4, 4);
  g.fillRect(x + wide / 2, y, wide / 4, 4);
  g.strokeStyle = theme.ink2;
  g.lineWidth = 1;
  g.strokeRect(x, y, wide, 4);
  if (vectors.on) {
    const from = x + wide + 44;
    g.beginPath();
    g.moveTo(from - 14, y + 2);
    g.lineTo(from + 10, y + 2);
    g.stroke();
    const minutes = vectorMinutes(view);
    halo(g, theme, "left");
    const air = vectors.air && view.width >= AIR_WORDS_PX ? lasting(minutes * AIR_SHARE) : "";
    words(T.chart.vectors(lasting(minutes), air), from + 15, "left", y + 2);
  }
  halo(g, theme, "right");
  words(T.disclaimer, view.right - 10, "right", y + 2);
}

function halo(g: CanvasRenderingContext2D, theme: Theme, align: CanvasTextAlign): void {
  g.textAlign = align;
  g.textBaseline = "middle";
  g.strokeStyle = theme.sea;
  g.lineWidth = 3.5;
  g.lineJoin = "round";
  g.fillStyle = theme.ink2;
}

export class Locator {
  private made: HTMLCanvasElement | null = null;
  private key = "";
  private place = { x: 0, y: 0, k: 1, cx: 0, cy: 0 };
  static readonly WIDTH = 148;
  static readonly HEIGHT = 108;

  constructor(
    private readonly model: Model,
    private readonly coast: (g: CanvasRenderingContext2D, view: View, theme: Theme) => void,
    private readonly makeView: () => View,
    /** Calls back with each unit's place in the plane. */
    private readonly dots: (put: (x: number, y: number, tone: SideTone) => void) => void,
  ) {}

  /** Not where the window shows most of the exercise. */
  shows(view: View): boolean {
    const bounds = this.model.bounds;
    const span = windowSpan(view);
    return (span.north - span.south) / (bounds.north - bounds.south) <= 0.75 && view.width >= 520;
  }

  box(view: View): Box {
    const x = view.left + 8;
    const y = view.top + 8;
    return { x1: x - 4, y1: y - 4, x2: x + Locator.WIDTH + 10, y2: y + Locator.HEIGHT + 10 };
  }

  /** The exercise in small with its units and the window in it. */
  draw(g: CanvasRenderingContext2D, view: View, theme: Theme): void {
    const bounds = this.model.bounds;
    const key = `${theme.night}`;
    if (this.key !== key || !this.made) {
      this.key = key;
      this.made = document.createElement("canvas");
      const ratio = Math.max(1, window.devicePixelRatio || 1);
      this.made.width = Locator.WIDTH * ratio;
      this.made.height = Locator.HEIGHT * ratio;
      const small = this.made.getContext("2d")!;
      small.scale(ratio, ratio);
      const whole = this.makeView();
      whole.width = Locator.WIDTH + 48;
      whole.height = Locator.HEIGHT + 40;
      whole.fit(bounds);
      whole.setScale(whole.k * 0.8);
      this.place = {
        x: whole.midX - whole.left,
        y: whole.midY - whole.top,
        k: whole.k,
        cx: whole.cx,
        cy: whole.cy,
      };
      small.translate(-whole.left, -whole.top);
      this.coast(small, whole, theme);
    }
    const x = view.left + 8;
    const y = view.top + 8;
    g.fillStyle = theme.panel;
    g.fillRect(x, y, Locator.WIDTH + 6, Locator.HEIGHT + 6);
    g.strokeStyle = theme.ink2;
    g.lineWidth = 1;
    g.strokeRect(x + 0.5, y + 0.5, Locator.WIDTH + 5, Locator.HEIGHT + 5);
    g.save();
    g.beginPath();
    g.rect(x + 3, y + 3, Locator.WIDTH, Locator.HEIGHT);
    g.clip();
    g.drawImage(this.made, x + 3, y + 3, Locator.WIDTH, Locator.HEIGHT);
    const b = this.place;
    this.dots((px, py, tone) => {
      g.fillStyle = theme.side[tone].line;
      g.fillRect(x + 3 + b.x + (px - b.cx) * b.k - 1.25, y + 3 + b.y - (py - b.cy) * b.k - 1.25, 2.5, 2.5);
    });
    const x1 = x + 3 + b.x + (view.planeX(view.left) - b.cx) * b.k;
    const x2 = x + 3 + b.x + (view.planeX(view.right) - b.cx) * b.k;
    const y1 = y + 3 + b.y - (view.planeY(view.top) - b.cy) * b.k;
    const y2 = y + 3 + b.y - (view.planeY(view.bottom) - b.cy) * b.k;
    g.strokeStyle = theme.danger;
    g.lineWidth = 1.5;
    const wide = Math.max(5, x2 - x1);
    const high = Math.max(4, y2 - y1);
    g.strokeRect((x1 + x2 - wide) / 2, (y1 + y2 - high) / 2, wide, high);
    g.restore();
  }
}
