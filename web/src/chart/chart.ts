// The chart: still ground on one canvas, what moves on another. Pointer, wheel and keys move the window.
import type { Model, Unit } from "../model";
import { newState } from "../motion";
import { type Breathe, coarse, withoutBarLegend } from "../dom";
import { latText, lonText } from "../say";
import type { PageState, Place } from "../state";
import { SMALL, SMALL_SHARE, unitSymbol } from "../symbols";
import { DAY, NIGHT, type SideTone, type Theme } from "../theme";
import { drawDangers, placeTags } from "./danger";
import { drawFire } from "./fire";
import { drawFrame, drawScale, Locator, noteBoxes } from "./frame";
import { Ground } from "./ground";
import { drawPlain, drawTraffic } from "./marks";
import { type Box, type Pile, spread } from "./names";
import { type Known, knownBy } from "./picture";
import { drawRaid, hitLabels } from "./raid";
import { brackets, Ruler } from "./ruler";
import { shows } from "./scene";
import { drawSensing, type TrackLabel } from "./sensing";
import { drawTrails } from "./trails";
import { drawVectors } from "./vectors";
import { View } from "./view";
import { Writing } from "./writing";

/** More units than symbols have room for. */
const MANY = 400;
/** More than names have room for. */
const NAMED = 300;

export class Chart {
  readonly view: View;
  readonly ruler = new Ruler();
  /** The next click says where the middle is to be. */
  centring = false;
  readonly ground: Ground;
  ready = false;
  /** Milliseconds of script of the last frames, for the benchmark. */
  readonly times: number[] = [];
  private readonly still: HTMLCanvasElement;
  private readonly live: HTMLCanvasElement;
  private readonly writing = new Writing();
  private readonly locator: Locator;
  private stillKey = "";
  private readonly state = newState();
  xs: Float64Array;
  ys: Float64Array;
  dx: Float64Array;
  dy: Float64Array;
  /** 1: drawn small, in a pile of symbols. */
  close: Uint8Array;
  readonly courses: Float64Array;
  readonly speeds: Float64Array;
  private readonly heights: Float64Array;

  constructor(
    private readonly model: Model,
    private readonly page: PageState,
    holder: HTMLElement,
  ) {
    this.view = new View(model.plane);
    this.ground = new Ground(model);
    this.still = document.createElement("canvas");
    this.live = document.createElement("canvas");
    this.still.className = this.live.className = "sheet";
    holder.append(this.still, this.live);
    const count = model.units.length;
    this.xs = new Float64Array(count);
    this.ys = new Float64Array(count);
    this.dx = new Float64Array(count);
    this.dy = new Float64Array(count);
    this.close = new Uint8Array(count);
    this.courses = new Float64Array(count);
    this.speeds = new Float64Array(count);
    this.heights = new Float64Array(count);
    this.locator = new Locator(
      model,
      (g, view, theme) => this.ground.draw(g, view, theme, new Set(), ""),
      () => new View(model.plane),
      (put) => {
        for (const unit of model.units) {
          if (!unit.partner || unit.kind === "missile" || !this.shownUnit(unit.index)) continue;
          if (!model.motion.stateAt(unit.index, page.t, this.state)) continue;
          if (model.plane.toPlane(this.state.lat, this.state.lon))
            put(model.plane.x, model.plane.y, unit.tone);
        }
      },
    );
  }

  get theme(): Theme {
    return this.page.night ? NIGHT : DAY;
  }

  /** False where it is as large as that. */
  resize(width: number, height: number): boolean {
    const ratio = Math.max(1, Math.min(3, window.devicePixelRatio || 1));
    const view = this.view;
    if (width === view.width && height === view.height && ratio === view.ratio) return false;
    const first = view.width === 0;
    view.width = width;
    view.height = height;
    view.ratio = ratio;
    for (const canvas of [this.still, this.live]) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    this.stillKey = "";
    if (first) this.fit();
    return true;
  }

  /** Shows the whole exercise. On a small page who makes room for others comes nearer the arrows, and so has more of it. */
  fit(): void {
    this.view.fit(this.model.bounds, withoutBarLegend() ? 90 : undefined);
  }

  /** Works out for the first picture who stands where, and draws their symbols aside, in pieces. */
  async prepare(breathe: Breathe): Promise<void> {
    const chosen = this.model.unitById.get(this.page.unit);
    this.positions(this.page.t);
    await breathe();
    this.arrange(chosen);
    for (const unit of this.model.units) {
      if (Number.isNaN(this.xs[unit.index])) continue;
      await breathe();
      unitSymbol(unit, this.theme, this.isSmall(unit.index, chosen) ? SMALL : undefined);
    }
  }

  /** Draws the symbols of all units aside, in pieces: later pictures find them there. */
  async makeSymbols(breathe: Breathe): Promise<void> {
    for (const unit of this.model.units) {
      unitSymbol(unit, this.theme);
      await breathe();
    }
  }

  lookAt(place: Place): void {
    this.view.centreOn(place.lat, place.lon);
    this.view.setScale(1 / place.metres / this.model.plane.stretch(place.lat, place.lon));
  }

  place(): Place {
    const view = this.view;
    view.earthAt(view.midX, view.midY);
    const { lat, lon } = view.plane;
    return { lat, lon, metres: 1 / view.pxPerM(lat, lon) };
  }

  showArea(areaId: string): void {
    const area = this.ground.areas.find((a) => a.id === areaId);
    if (!area?.xs.length) return;
    const view = this.view;
    const x1 = Math.min(...area.xs);
    const x2 = Math.max(...area.xs);
    const y1 = Math.min(...area.ys);
    const y2 = Math.max(...area.ys);
    const k = 0.7 * Math.min((view.right - view.left) / (x2 - x1), (view.bottom - view.top) / (y2 - y1));
    view.setScale(k);
    view.cx = (x1 + x2) / 2;
    view.cy = (y1 + y2) / 2;
  }

  /** The unit at a pixel, or null. */
  unitAt(x: number, y: number): Unit | null {
    let best: Unit | null = null;
    let near = 22;
    for (const unit of this.model.units) {
      const i = unit.index;
      const d = Math.hypot(this.xs[i] + this.dx[i] - x, this.ys[i] + this.dy[i] - y);
      if (d < near && this.shownUnit(i)) {
        near = d;
        best = unit;
      }
    }
    return best;
  }

  private piles: Pile[] = [];
  /** Whose picture; null: the truth. */
  known: Known | null = null;
  private labels: TrackLabel[] = [];

  private shownUnit(index: number): boolean {
    return shows(this, index);
  }

  draw(): void {
    const begun = performance.now();
    const page = this.page;
    const view = this.view;
    if (view.width < 10) return;
    const t = page.t;
    this.model.enter(t);
    this.known = this.ready ? knownBy(this.model, page.picture, t) : null;
    this.positions(t);
    const chosen = this.model.unitById.get(page.unit);
    if (page.follow && chosen && this.shownUnit(chosen.index) && !Number.isNaN(this.xs[chosen.index])) {
      if (this.model.motion.stateAt(chosen.index, t, this.state)) {
        view.centreOn(this.state.lat, this.state.lon);
        this.positions(t);
      }
    }
    const theme = this.theme;
    this.drawStill();
    const g = this.live.getContext("2d")!;
    g.setTransform(view.ratio, 0, 0, view.ratio, 0, 0);
    g.clearRect(0, 0, view.width, view.height);
    g.save();
    g.beginPath();
    g.rect(view.left, view.top, view.right - view.left, view.bottom - view.top);
    g.clip();
    const taken: Box[] = this.buttonBoxes();
    const locator = page.layers.has("locator") && this.locator.shows(view);
    if (locator) taken.push(this.locator.box(view));
    taken.push(...noteBoxes(view));
    const tags = page.layers.has("danger") ? drawDangers(g, view, theme, this.model, t) : [];
    const pick = chosen && this.shownUnit(chosen.index) ? chosen.index : -1;
    if (this.ready) {
      if (page.layers.has("trails")) {
        const shown = (i: number) => this.shownUnit(i) && (!this.crowded || i === pick);
        drawTrails(g, view, theme, this.model, shown, t, pick);
      }
      const scene = { g, view, theme, model: this.model, known: this.known, t };
      this.labels = drawSensing(scene, page, taken);
      if (page.layers.has("fire")) {
        drawFire(scene);
        drawRaid(scene, this.labels);
      }
    }
    if (page.layers.has("traffic") && this.known === null) drawTraffic(g, view, theme, this.model, t);
    const tracks = this.arrange(chosen);
    if (!this.crowded) this.takeSymbols(chosen, tracks.length, taken);
    const tagged = placeTags(g, view, theme, tags, taken);
    const area = this.model.serialById.get(page.serial)?.areaId ?? "";
    this.ground.names(g, view, theme, page.layers, area, taken, page.playing);
    this.drawUnits(g, theme, chosen, tracks, taken);
    for (const draw of tagged) draw();
    this.ruler.draw(g, view, theme);
    g.restore();
    drawScale(g, view, theme, { on: page.layers.has("vectors"), air: this.model.flies });
    if (locator) this.locator.draw(g, view, theme);
    this.times.push(performance.now() - begun);
    if (this.times.length > 600) this.times.shift();
  }

  /** Where the buttons lie over the chart, the tools and an arrow on each side; on a small page, whose colour is whose. */
  private buttonBoxes(): Box[] {
    const { left, right, top, bottom, midX, midY } = this.view;
    const size = coarse() ? 44 : 32;
    const half = size / 2;
    const rightY = Math.max(midY - half, size === 44 ? 256 : 196); // below the tools
    return [
      { x1: right - size - 14, y1: top, x2: right, y2: top + 14 + 5 * size },
      { x1: midX - half, y1: top, x2: midX + half, y2: top + size },
      { x1: midX - half, y1: bottom - size, x2: midX + half, y2: bottom },
      { x1: left, y1: midY - half, x2: left + size + 6, y2: midY + half },
      { x1: right - size - 6, y1: rightY, x2: right, y2: rightY + size },
      ...(withoutBarLegend() ? [{ x1: left + 8, y1: bottom - 62, x2: left + 270, y2: bottom - 36 }] : []),
    ];
  }

  /** The ground, where the view has changed. */
  drawStill(): void {
    const { theme, view } = this;
    if (view.width < 10) return;
    const layers = ["areas", "airspace", "lanes", "depth", "waters", "graticule"]
      .filter((layer) => this.page.layers.has(layer))
      .join();
    const serial = this.model.serialById.get(this.page.serial);
    const key = `${view.cx},${view.cy},${view.k},${view.width},${view.height},${theme.night},${layers},${serial?.areaId}`;
    if (key === this.stillKey) return;
    this.stillKey = key;
    const g = this.still.getContext("2d")!;
    g.setTransform(view.ratio, 0, 0, view.ratio, 0, 0);
    this.ground.draw(g, view, theme, this.page.layers, serial?.areaId ?? "");
    drawFrame(g, view, theme);
  }

  /** How many units there are to draw now; a missile is one while it flies. */
  private inPlay = 0;

  private positions(t: number): void {
    const { motion, plane, units } = this.model;
    this.inPlay = 0;
    for (let i = 0; i < units.length; i++) {
      if (motion.stateAt(i, t, this.state) && plane.toPlane(this.state.lat, this.state.lon)) {
        this.xs[i] = this.view.x(plane.x);
        this.ys[i] = this.view.y(plane.y);
        this.courses[i] = this.state.course;
        this.speeds[i] = this.state.speed;
        this.heights[i] = this.state.height;
        this.inPlay++;
      } else {
        this.xs[i] = Number.NaN;
        this.ys[i] = Number.NaN;
      }
    }
  }

  /** Aircraft on a deck and what is aboard or made fast: they go with a ship, and her symbol stands for both. */
  private leaveAboard(chosen: Unit | undefined): void {
    const { units } = this.model;
    if (this.inPlay > NAMED) return;
    const metres = 1 / this.place().metres;
    for (const unit of units) {
      const i = unit.index;
      if (unit === chosen || Number.isNaN(this.xs[i])) continue;
      if ((unit.domain !== "air" && unit.typeCode !== "RAFT") || unit.kind === "missile") continue;
      if (unit.domain === "air" && this.heights[i] > 40) continue;
      for (const ship of units) {
        const j = ship.index;
        if (ship.domain !== "surface" || ship.kind === "target" || Number.isNaN(this.xs[j])) continue;
        const apart = Math.hypot(this.xs[i] - this.xs[j], this.ys[i] - this.ys[j]) / metres;
        if (apart < 150 && Math.abs(this.speeds[i] - this.speeds[j]) < 0.6) {
          this.xs[i] = Number.NaN;
          break;
        }
      }
    }
  }

  /** Finds out who is in sight, and where symbols stand; the tracks that have one of their own. */
  private arrange(chosen: Unit | undefined): TrackLabel[] {
    const units = this.model.units;
    for (const unit of units) {
      const i = unit.index;
      if (!this.shownUnit(i) || !this.view.inside(this.xs[i], this.ys[i], 30)) this.xs[i] = Number.NaN;
    }
    this.leaveAboard(chosen);
    const tracks = this.labels.filter((label) => label.symbol !== null);
    this.makeRoom(units.length + tracks.length);
    tracks.forEach((track, n) => {
      this.xs[units.length + n] = track.x;
      this.ys[units.length + n] = track.y;
    });
    const all = units.length + tracks.length;
    this.piles = [];
    if (this.inPlay + tracks.length <= MANY) {
      const flies = (i: number) => i < units.length && units[i].kind === "missile";
      this.piles = spread(this.xs, this.ys, all, this.dx, this.dy, this.close, flies);
    }
    tracks.forEach((track, n) => {
      const i = units.length + n;
      track.x += this.dx[i];
      track.y += this.dy[i];
      if (this.close[i]) track.half = 9;
    });
    return tracks;
  }

  /** Boxes of the symbols, units' and tracks'. */
  private takeSymbols(chosen: Unit | undefined, tracks: number, taken: Box[]): void {
    const { units } = this.model;
    for (let i = 0; i < units.length + tracks; i++) {
      if (Number.isNaN(this.xs[i])) continue;
      const half = this.isSmall(i, chosen) ? 9 : 13;
      const [x, y] = [this.xs[i] + this.dx[i], this.ys[i] + this.dy[i]];
      taken.push({ x1: x - half, y1: y - half, x2: x + half, y2: y + half });
    }
  }

  /** Whether a symbol is drawn small: a missile's, and in a pile all but the selected unit's. */
  private isSmall(i: number, chosen: Unit | undefined): boolean {
    const unit: Unit | undefined = this.model.units[i];
    return i !== chosen?.index && (unit?.kind === "missile" || this.close[i] === 1);
  }

  private drawUnits(
    g: CanvasRenderingContext2D,
    theme: Theme,
    chosen: Unit | undefined,
    tracks: TrackLabel[],
    taken: Box[],
  ): void {
    const view = this.view;
    const page = this.page;
    const units = this.model.units;
    for (const pile of this.piles) this.drawPile(g, theme, pile);
    tracks.forEach((track, n) => {
      const i = units.length + n;
      this.leader(g, theme, track.tone, i);
      const scale = this.close[i] ? SMALL_SHARE : 1;
      const { canvas, x, y, width, height } = track.symbol!;
      g.drawImage(canvas, track.x - x * scale, track.y - y * scale, width * scale, height * scale);
    });
    if (page.layers.has("vectors")) drawVectors(g, view, theme, this.model, this, this.crowded);
    if (this.crowded) drawPlain(g, theme, units, this.xs, this.ys, chosen);
    for (const unit of units) {
      const i = unit.index;
      if (Number.isNaN(this.xs[i]) || (this.crowded && unit !== chosen)) continue;
      const x = this.xs[i] + this.dx[i];
      const y = this.ys[i] + this.dy[i];
      this.leader(g, theme, unit.tone, i);
      const symbol = unitSymbol(unit, theme, this.isSmall(i, chosen) ? SMALL : undefined);
      g.drawImage(symbol.canvas, x - symbol.x, y - symbol.y, symbol.width, symbol.height);
    }
    const at = chosen?.index ?? -1;
    if (at >= 0 && !Number.isNaN(this.xs[at]))
      brackets(g, theme, this.xs[at] + this.dx[at], this.ys[at] + this.dy[at]);
    if (page.layers.has("fire") && this.ready) {
      const drawnAt = (i: number) =>
        Number.isNaN(this.xs[i]) ? null : { x: this.xs[i] + this.dx[i], y: this.ys[i] + this.dy[i] };
      this.labels.push(...hitLabels(this.model, view, page.t, this.known, drawnAt));
    }
    if (page.layers.has("names") && this.inPlay <= NAMED)
      this.writing.draw(g, view, theme, page, this, units, chosen, this.labels, taken);
  }

  /** Round a pile a hairline, and in its middle where it truly is. */
  private drawPile(g: CanvasRenderingContext2D, theme: Theme, { x, y, radius }: Pile): void {
    g.strokeStyle = g.fillStyle = theme.ink3;
    g.lineWidth = 0.75;
    g.beginPath();
    g.arc(x, y, radius + 13, 0, 2 * Math.PI);
    g.stroke();
    g.beginPath();
    g.arc(x, y, 2, 0, 2 * Math.PI);
    g.fill();
  }

  private makeRoom(count: number): void {
    if (count <= this.xs.length) return;
    const grown = (from: Float64Array) => {
      const to = new Float64Array(count + 64);
      to.set(from);
      return to;
    };
    this.xs = grown(this.xs);
    this.ys = grown(this.ys);
    this.dx = grown(this.dx);
    this.dy = grown(this.dy);
    this.close = new Uint8Array(count + 64);
  }

  /** From a symbol that was moved aside a hairline to its true place. */
  private leader(g: CanvasRenderingContext2D, theme: Theme, tone: SideTone, i: number): void {
    if ((this.dx[i] === 0 && this.dy[i] === 0) || this.close[i] === 1) return;
    g.strokeStyle = g.fillStyle = theme.side[tone].line;
    g.lineWidth = 0.75;
    g.beginPath();
    g.moveTo(this.xs[i], this.ys[i]);
    g.lineTo(this.xs[i] + this.dx[i], this.ys[i] + this.dy[i]);
    g.stroke();
    g.beginPath();
    g.arc(this.xs[i], this.ys[i], 2, 0, 2 * Math.PI);
    g.fill();
  }

  /** More units than symbols have room for: plain marks by side, trails of the selected one alone. */
  private get crowded(): boolean {
    return this.inPlay > MANY;
  }

  placeWords(x: number, y: number): string {
    this.view.earthAt(x, y);
    return `${latText(this.view.plane.lat)} ${lonText(this.view.plane.lon)}`;
  }
}
