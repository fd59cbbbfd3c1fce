// The chart: still ground on one canvas, what moves on another. Pointer, wheel and keys move the window.
import type { Model, Unit } from "../model";
import { newState } from "../motion";
import { coarse } from "../dom";
import { latText, lonText } from "../say";
import type { PageState, Place } from "../state";
import { unitSymbol } from "../symbols";
import { CONDENSED, DAY, NIGHT, type SideTone, type Theme } from "../theme";
import { drawDangers } from "./danger";
import { drawFire } from "./fire";
import { drawFrame, drawScale, Locator } from "./frame";
import { Ground } from "./ground";
import { drawPlain, drawTraffic } from "./marks";
import { type Box, Names, type Placed, spread, type Wanted } from "./names";
import { type Known, knownBy } from "./picture";
import { brackets, Ruler } from "./ruler";
import { drawSensing, type TrackLabel } from "./sensing";
import { drawTrails } from "./trails";
import { drawVectors } from "./vectors";
import { View } from "./view";

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
  private readonly names = new Names();
  private readonly locator: Locator;
  private stillKey = "";
  private readonly state = newState();
  xs: Float64Array;
  ys: Float64Array;
  dx: Float64Array;
  dy: Float64Array;
  private placed = new Map<string, Placed>();
  private placedAt = -1;
  private placedKey = "";
  private readonly widths = new Map<string, number>();
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
    this.courses = new Float64Array(count);
    this.speeds = new Float64Array(count);
    this.heights = new Float64Array(count);
    this.locator = new Locator(
      model,
      (g, view, theme) => this.ground.draw(g, view, theme, new Set(), "", []),
      () => new View(model.plane),
      (put) => {
        for (const unit of model.units) {
          if (!unit.partner || !this.shownUnit(unit.index)) continue;
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

  resize(width: number, height: number): void {
    const ratio = Math.max(1, Math.min(3, window.devicePixelRatio || 1));
    const view = this.view;
    const first = view.width === 0;
    view.width = width;
    view.height = height;
    view.ratio = ratio;
    for (const canvas of [this.still, this.live]) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    this.stillKey = "";
    if (first) view.fit(this.model.bounds);
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

  private known: Known | null = null;
  private labels: TrackLabel[] = [];

  private shownUnit(index: number): boolean {
    return this.known === null || this.known.own.has(index);
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
    if (page.follow && chosen && !Number.isNaN(this.xs[chosen.index])) {
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
    const taken: Box[] = [this.toolsBox()];
    const locator = page.layers.has("locator") && this.locator.shows(view);
    if (locator) taken.push(this.locator.box(view));
    const tags = page.layers.has("danger")
      ? drawDangers(g, view, theme, this.model, t, taken, (box) => this.symbolIn(box))
      : [];
    taken.push(...this.groundNames);
    const pick = chosen && this.shownUnit(chosen.index) ? chosen.index : -1;
    if (this.ready) {
      if (page.layers.has("trails")) {
        const shown = (i: number) => this.shownUnit(i) && (!this.crowded || i === pick);
        drawTrails(g, view, theme, this.model, shown, t, pick);
      }
      this.labels = drawSensing(g, view, theme, this.model, page, this.known, taken);
      if (page.layers.has("fire")) drawFire(g, view, theme, this.model, t);
    }
    if (page.layers.has("traffic") && this.known === null) drawTraffic(g, view, theme, this.model, t);
    this.drawUnits(g, theme, chosen, taken);
    for (const draw of tags) draw();
    this.ruler.draw(g, view, theme);
    g.restore();
    drawScale(g, view, theme, page.layers.has("vectors"));
    if (locator) this.locator.draw(g, view, theme);
    this.times.push(performance.now() - begun);
    if (this.times.length > 600) this.times.shift();
  }

  /** Names of waters and areas: other names keep clear of them. */
  private groundNames: Box[] = [];

  /** Whether a unit's symbol stands in a box, as far as is known before symbols that coincide are moved. */
  private symbolIn(box: Box): boolean {
    const half = 15;
    return this.model.units.some(({ index: i }) => {
      const [x, y] = [this.xs[i], this.ys[i]];
      return x > box.x1 - half && x < box.x2 + half && y > box.y1 - half && y < box.y2 + half;
    });
  }

  /** Where the buttons lie over the chart. */
  private toolsBox(): Box {
    const { right, top } = this.view;
    const size = coarse() ? 44 : 32;
    return { x1: right - size - 14, y1: top, x2: right, y2: top + 14 + 5 * size };
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
    const locator = this.page.layers.has("locator") && this.locator.shows(view);
    const taken = [this.toolsBox(), ...(locator ? [this.locator.box(view)] : [])];
    const before = taken.length;
    this.ground.draw(g, view, theme, this.page.layers, serial?.areaId ?? "", taken);
    this.groundNames = taken.slice(before);
    drawFrame(g, view, theme);
  }

  private positions(t: number): void {
    const { motion, plane, units } = this.model;
    for (let i = 0; i < units.length; i++) {
      if (motion.stateAt(i, t, this.state) && plane.toPlane(this.state.lat, this.state.lon)) {
        this.xs[i] = this.view.x(plane.x);
        this.ys[i] = this.view.y(plane.y);
        this.courses[i] = this.state.course;
        this.speeds[i] = this.state.speed;
        this.heights[i] = this.state.height;
      } else {
        this.xs[i] = Number.NaN;
        this.ys[i] = Number.NaN;
      }
    }
  }

  /** Aircraft on a deck and what is aboard or made fast: they go with a ship, and her symbol stands for both. */
  private leaveAboard(chosen: Unit | undefined): void {
    const { units } = this.model;
    if (units.length > 300) return;
    const metres = 1 / this.place().metres;
    for (const unit of units) {
      const i = unit.index;
      if (unit === chosen || Number.isNaN(this.xs[i])) continue;
      if (unit.domain !== "air" && unit.typeCode !== "RAFT") continue;
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

  private drawUnits(g: CanvasRenderingContext2D, theme: Theme, chosen: Unit | undefined, taken: Box[]): void {
    const view = this.view;
    const page = this.page;
    const units = this.model.units;
    for (const unit of units) {
      const i = unit.index;
      if (!this.shownUnit(i) || !view.inside(this.xs[i], this.ys[i], 30)) this.xs[i] = Number.NaN;
    }
    this.leaveAboard(chosen);
    const tracks = this.labels.filter((label) => label.symbol !== null);
    this.makeRoom(units.length + tracks.length);
    tracks.forEach((track, n) => {
      this.xs[units.length + n] = track.x;
      this.ys[units.length + n] = track.y;
    });
    const all = units.length + tracks.length;
    if (all <= 400) spread(this.xs, this.ys, all, this.dx, this.dy);
    tracks.forEach((track, n) => {
      const i = units.length + n;
      this.leader(g, theme, track.tone, i);
      track.x += this.dx[i];
      track.y += this.dy[i];
      const symbol = track.symbol!;
      g.drawImage(symbol.canvas, track.x - symbol.x, track.y - symbol.y, symbol.width, symbol.height);
      taken.push({ x1: track.x - 12, y1: track.y - 12, x2: track.x + 12, y2: track.y + 12 });
    });
    if (page.layers.has("vectors")) drawVectors(g, view, theme, this.model, this, this.crowded);
    if (this.crowded) drawPlain(g, theme, units, this.xs, this.ys, chosen);
    for (const unit of units) {
      const i = unit.index;
      if (Number.isNaN(this.xs[i]) || (this.crowded && unit !== chosen)) continue;
      const x = this.xs[i] + this.dx[i];
      const y = this.ys[i] + this.dy[i];
      this.leader(g, theme, unit.tone, i);
      const symbol = unitSymbol(unit, theme);
      g.drawImage(symbol.canvas, x - symbol.x, y - symbol.y, symbol.width, symbol.height);
    }
    const at = chosen?.index ?? -1;
    if (at >= 0 && !Number.isNaN(this.xs[at]))
      brackets(g, theme, this.xs[at] + this.dx[at], this.ys[at] + this.dy[at]);
    if (page.layers.has("names") && units.length <= 300) this.drawNames(g, theme, chosen, taken);
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
  }

  /** From a symbol that was moved aside a hairline to its true place. */
  private leader(g: CanvasRenderingContext2D, theme: Theme, tone: SideTone, i: number): void {
    if (this.dx[i] === 0 && this.dy[i] === 0) return;
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
    return this.model.units.length > 400;
  }

  private drawNames(g: CanvasRenderingContext2D, theme: Theme, chosen: Unit | undefined, taken: Box[]): void {
    const page = this.page;
    const view = this.view;
    const only = page.playing && page.speed >= 10000 ? chosen : undefined;
    const now = performance.now();
    const key = `${view.cx},${view.cy},${view.k},${view.width},${page.unit},${page.picture}`;
    const rest = page.playing && page.speed >= 600 && now - this.placedAt < 250 && key === this.placedKey;
    if (page.playing && page.speed >= 10000 && !only) return;
    if (!rest) {
      const wanted: Wanted[] = [];
      for (const unit of this.model.units) {
        const i = unit.index;
        if (Number.isNaN(this.xs[i])) continue;
        const x = this.xs[i] + this.dx[i];
        const y = this.ys[i] + this.dy[i];
        taken.push({ x1: x - 13, y1: y - 13, x2: x + 13, y2: y + 13 });
        if (only && unit !== only) continue;
        if (!unit.partner && !unit.short) continue;
        const width = this.width(g, unit);
        wanted.push({ key: unit.id, x, y, half: 14, width, height: 14, first: unit === chosen });
      }
      g.font = `600 11.5px ${CONDENSED}`;
      for (const label of only ? [] : this.labels) {
        const width = g.measureText(label.words).width + 2;
        wanted.push({
          key: label.key,
          x: label.x,
          y: label.y,
          half: label.half,
          width,
          height: 14,
          first: false,
        });
      }
      const window = { x1: view.left + 2, y1: view.top + 2, x2: view.right - 2, y2: view.bottom - 24 };
      this.placed = this.names.lay(wanted, taken, window);
      this.placedAt = now;
      this.placedKey = key;
    }
    g.textBaseline = "middle";
    g.textAlign = "left";
    g.lineJoin = "round";
    for (const unit of this.model.units) {
      const at = this.placed.get(unit.id);
      const i = unit.index;
      if (!at || Number.isNaN(this.xs[i]) || (only && unit !== only)) continue;
      this.drawName(g, theme, unit, at, this.xs[i] + this.dx[i], this.ys[i] + this.dy[i], unit === chosen);
    }
    if (!only) this.drawLabels(g, theme);
  }

  private drawLabels(g: CanvasRenderingContext2D, theme: Theme): void {
    g.font = `600 11.5px ${CONDENSED}`;
    g.textBaseline = "middle";
    g.textAlign = "left";
    g.lineWidth = 3.5;
    for (const label of this.labels) {
      const at = this.placed.get(label.key);
      if (!at) continue;
      const [x, y] = [label.x + at.x, label.y + at.y + 7];
      g.strokeStyle = theme.sea;
      g.strokeText(label.words, x, y);
      g.fillStyle = theme.side[label.tone].line;
      g.fillText(label.words, x, y);
    }
  }

  private width(g: CanvasRenderingContext2D, unit: Unit): number {
    let width = this.widths.get(unit.id);
    if (width === undefined) {
      g.font = `600 11.5px ${CONDENSED}`;
      width = unit.hull ? g.measureText(`${unit.hull} `).width : 0;
      g.font = `400 11.5px ${CONDENSED}`;
      width += g.measureText(unit.short).width + 2;
      this.widths.set(unit.id, width);
    }
    return width;
  }

  private drawName(
    g: CanvasRenderingContext2D,
    theme: Theme,
    unit: Unit,
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
      g.globalAlpha = 0.7;
      g.beginPath();
      g.moveTo(x, y);
      g.lineTo(Math.max(left, Math.min(left + this.width(g, unit), x)), middle);
      g.stroke();
      g.globalAlpha = 1;
    }
    g.strokeStyle = theme.sea;
    g.lineWidth = 3.5;
    let pen = left;
    if (unit.hull) {
      g.font = `600 11.5px ${CONDENSED}`;
      g.strokeText(unit.hull, pen, middle);
      g.fillStyle = tone.line;
      g.fillText(unit.hull, pen, middle);
      pen += g.measureText(`${unit.hull} `).width;
    }
    g.font = `400 11.5px ${CONDENSED}`;
    g.strokeText(unit.short, pen, middle);
    g.fillStyle = chosen ? theme.ink : theme.ink2;
    g.fillText(unit.short, pen, middle);
  }

  placeWords(x: number, y: number): string {
    this.view.earthAt(x, y);
    return `${latText(this.view.plane.lat)} ${lonText(this.view.plane.lon)}`;
  }
}
