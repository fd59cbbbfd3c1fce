// The time sheet: axis with days, event marks, lanes of serials by kind or by unit, nights shaded, the scrubber.
import { type Bar, HIGH, openPart, stateNow } from "./bars";
import { el, setText } from "./dom";
import type { LogEvent, Model, Serial } from "./model";
import type { Note } from "./note-store";
import type { PageState } from "./state";
import { nights } from "./sun";
import { T } from "./texts";
import { CONDENSED, DAY, NIGHT, PLAIN, type Theme } from "./theme";
import { eventsOf, isOf } from "./whose";

const LEFT = 92;
const AXIS = 20;
const STRIP = 22;
const LANE = 17;

export class Timeline {
  readonly element: HTMLElement;
  readonly scrubber: HTMLInputElement;
  private readonly canvas = el("canvas", { class: "lanes" });
  private readonly scroller: HTMLElement;
  private readonly cursor = el("div", { class: "cursor" });
  private readonly strip = el("canvas", { class: "strip" });
  private readonly tip = el("div", { class: "tip", hidden: true });
  private bars: Bar[] = [];
  private width = 0;
  private key = "";
  private nights: [number, number][] = [];

  constructor(
    private readonly model: Model,
    private readonly page: PageState,
    private readonly notes: () => Note[],
  ) {
    this.scroller = el(
      "div",
      { class: "lanes-scroll", role: "group", "aria-label": T.time.lanes },
      this.canvas,
    );
    this.scrubber = el("input", {
      type: "range",
      class: "scrubber",
      min: 0,
      step: 1,
      "aria-label": T.time.scrubber,
    });
    this.element = el(
      "div",
      { class: "sheet-of-time", role: "group", "aria-label": T.time.timeline },
      this.strip,
      this.scrubber,
      this.scroller,
      this.cursor,
      this.tip,
    );
    this.grow();
    this.scrubber.addEventListener("input", () => page.seek(Number(this.scrubber.value)));
    for (const canvas of [this.canvas, this.strip]) {
      canvas.addEventListener("pointerdown", (event) => this.press(event, canvas));
      canvas.addEventListener("pointermove", (event) => this.hover(event, canvas));
      canvas.addEventListener("pointerleave", () => {
        this.tip.hidden = true;
      });
    }
  }

  /** The recording goes as far as it now does. */
  grow(): void {
    const { clock, endS, plane } = this.model;
    this.nights = nights(clock.startMs, endS, plane.lat0, plane.lon0);
    this.scrubber.max = String(Math.ceil(endS));
    this.key = "";
  }

  private get right(): number {
    return this.width - 12;
  }

  x(seconds: number): number {
    return LEFT + ((this.right - LEFT) * seconds) / this.model.endS;
  }

  private seconds(x: number): number {
    return ((x - LEFT) / (this.right - LEFT)) * this.model.endS;
  }

  private lanes(): { name: string; serials: Serial[] }[] {
    if (this.page.lanesByUnit) {
      const units = this.model.units.filter((unit) =>
        this.model.serials.some((serial) => serial.units.has(unit.index)),
      );
      return units.map((unit) => ({
        name: unit.hull ? `${unit.hull} ${unit.short}` : unit.short,
        serials: this.model.serials.filter((serial) => serial.units.has(unit.index)),
      }));
    }
    return Object.entries(T.family)
      .map(([family, name]) => ({
        name,
        serials: this.model.serials.filter((serial) => serial.family === family),
      }))
      .filter((lane) => lane.serials.length > 0);
  }

  private press(event: PointerEvent, canvas: HTMLCanvasElement): void {
    const box = canvas.getBoundingClientRect();
    const x = event.clientX - box.left;
    const y = event.clientY - box.top;
    const bar = canvas === this.canvas ? this.barAt(x, y) : null;
    if (bar) {
      this.page.select(this.page.unit, bar.serial.id);
      if (this.page.t < bar.serial.plannedStart || this.page.t > bar.serial.plannedEnd) {
        this.page.seek(Number.isFinite(bar.serial.start) ? bar.serial.start : bar.serial.plannedStart);
      }
      return;
    }
    const mark = canvas === this.strip ? (this.noteAt(x, y) ?? this.markAt(x, y)) : null;
    if (mark) {
      this.page.seek("time_s" in mark ? mark.time_s : mark.time);
      return;
    }
    if (x < LEFT) return;
    this.page.seek(this.seconds(x));
    canvas.setPointerCapture(event.pointerId);
    const move = (moved: PointerEvent) => this.page.seek(this.seconds(moved.clientX - box.left));
    const stop = () => {
      canvas.removeEventListener("pointermove", move);
      canvas.removeEventListener("pointerup", stop);
      canvas.removeEventListener("pointercancel", stop);
    };
    canvas.addEventListener("pointermove", move);
    canvas.addEventListener("pointerup", stop);
    canvas.addEventListener("pointercancel", stop);
  }

  private barAt(x: number, y: number): Bar | null {
    return (
      this.bars.find(
        (bar) => x >= bar.x - 2 && x <= bar.x + Math.max(bar.width, 8) && y >= bar.y && y <= bar.y + 15,
      ) ?? null
    );
  }

  private marks(): LogEvent[] {
    return eventsOf(this.model.marked, this.model.unitById, this.page.picture);
  }

  private markAt(x: number, y: number): LogEvent | null {
    if (y < AXIS || this.page.playing) return null;
    let best: LogEvent | null = null;
    let near = 5;
    for (const event of this.marks()) {
      const d = Math.abs(this.x(event.time) - x);
      if (d < near) {
        near = d;
        best = event;
      }
    }
    return best;
  }

  private noteAt(x: number, y: number): Note | null {
    if (y < AXIS - 1) return null;
    return this.notes().find((note) => Math.abs(this.x(note.time_s) + 4 - x) < 6) ?? null;
  }

  private hover(event: PointerEvent, canvas: HTMLCanvasElement): void {
    const box = canvas.getBoundingClientRect();
    const x = event.clientX - box.left;
    const y = event.clientY - box.top;
    const bar = canvas === this.canvas ? this.barAt(x, y) : null;
    const note = canvas === this.strip ? this.noteAt(x, y) : null;
    const mark = canvas === this.strip && !note ? this.markAt(x, y) : null;
    canvas.style.cursor = bar || mark || note ? "pointer" : x >= LEFT ? "col-resize" : "default";
    const words = bar
      ? `${bar.serial.id} ${bar.serial.title}`
      : mark
        ? `${this.model.clock.z(mark.time)} ${mark.text}`
        : note
          ? `${this.model.clock.z(note.time_s)} ${note.text}`
          : "";
    this.tip.hidden = !words;
    setText(this.tip, words);
    this.tip.style.left = `${Math.min(x, this.width - 260)}px`;
  }

  resize(width: number): void {
    if (width !== this.width) this.key = "";
    this.width = width;
    this.scrubber.style.left = `${LEFT - 8}px`;
    this.scrubber.style.width = `${this.right - LEFT + 16}px`;
    this.draw();
  }

  /** Height that all lanes take. */
  get lanesHeight(): number {
    return this.lanes().length * LANE + 4;
  }

  draw(): void {
    if (this.width < 50) return;
    const x = this.x(this.page.t);
    this.cursor.style.transform = `translateX(${x.toFixed(1)}px)`;
    const now = Math.round(this.page.t);
    if (document.activeElement !== this.scrubber || this.page.playing) this.scrubber.value = String(now);
    this.scrubber.setAttribute(
      "aria-valuetext",
      `${this.model.clock.day(now)} ${this.model.clock.full(now)} Z`,
    );
    const theme = this.page.night ? NIGHT : DAY;
    const state = this.model.serials.map((serial) => stateNow(serial, this.page.t)).join("");
    const key = `${this.notes().map((note) => `${note.time_s}${note.branch}`)}${this.width}${theme.night}${state}${this.page.unit}${this.page.serial}${this.page.lanesByUnit}${this.model.marked.length}${this.page.picture}`;
    if (key === this.key) return;
    this.key = key;
    this.drawLanes(theme);
    this.drawStrip(theme);
    this.scroller.tabIndex = this.scroller.scrollHeight > this.scroller.clientHeight ? 0 : -1;
  }

  private ready(canvas: HTMLCanvasElement, height: number): CanvasRenderingContext2D {
    const ratio = Math.max(1, Math.min(3, window.devicePixelRatio || 1));
    canvas.width = Math.round(this.width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.width = `${this.width}px`;
    canvas.style.height = `${height}px`;
    const g = canvas.getContext("2d")!;
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    return g;
  }

  private shadeNights(g: CanvasRenderingContext2D, theme: Theme, top: number, height: number): void {
    g.fillStyle = theme.nightBand;
    for (const [from, to] of this.nights) g.fillRect(this.x(from), top, this.x(to) - this.x(from), height);
  }

  private drawStrip(theme: Theme): void {
    const g = this.ready(this.strip, AXIS + STRIP);
    this.shadeNights(g, theme, AXIS, STRIP);
    const { clock, endS } = this.model;
    g.font = `600 11px ${CONDENSED}`;
    g.textBaseline = "middle";
    g.textAlign = "left";
    const dayWidth = (86400 / endS) * (this.right - LEFT);
    const step =
      [300, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400].find(
        (s) => (s / endS) * (this.right - LEFT) >= 48,
      ) ?? 86400;
    const midnight = clock.firstMidnight() % step;
    g.strokeStyle = theme.ink2;
    g.lineWidth = 1;
    const days: number[] = [0];
    for (let s = clock.firstMidnight(); s < endS; s += 86400) if (s > 0) days.push(s);
    const every = Math.max(1, Math.ceil(90 / Math.max(1, dayWidth)));
    days.forEach((s, i) => {
      const x = Math.round(this.x(s)) + 0.5;
      g.strokeStyle = theme.ink3;
      g.beginPath();
      g.moveTo(x, 2);
      g.lineTo(x, AXIS + STRIP);
      g.stroke();
      g.font = `600 11px ${CONDENSED}`;
      g.fillStyle = theme.ink;
      const room = this.x(Math.min(days[i + every] ?? endS, endS)) - x;
      if (i % every === 0 && room > 60) g.fillText(clock.day(s), x + 4, 9);
    });
    g.font = `400 11px ${CONDENSED}`;
    g.fillStyle = theme.ink2;
    g.textAlign = "center";
    for (let s = midnight; s <= endS; s += step) {
      const x = this.x(s);
      g.strokeStyle = theme.edge;
      g.beginPath();
      g.moveTo(Math.round(x) + 0.5, AXIS - 5);
      g.lineTo(Math.round(x) + 0.5, AXIS);
      g.stroke();
      const near = days.some((d) => Math.abs(this.x(d) - x + 30) < 44 && d <= s && x - this.x(d) < 66);
      if (!near && x < this.right - 10)
        g.fillText(step >= 3600 ? clock.short(s).slice(0, 2) : clock.short(s), x, 9);
    }
    g.strokeStyle = theme.line;
    g.beginPath();
    g.moveTo(LEFT, AXIS + STRIP - 0.5);
    g.lineTo(this.right, AXIS + STRIP - 0.5);
    g.stroke();
    this.drawMarks(g, theme);
    this.drawNotes(g, theme);
  }

  private drawMarks(g: CanvasRenderingContext2D, theme: Theme): void {
    const y = AXIS + 11;
    const last = new Map<string, number>();
    for (const event of this.marks()) {
      if (!["fire", "contact", "supply", "check"].includes(event.mark)) continue;
      const x = this.x(event.time);
      if (x - (last.get(event.mark) ?? -99) < 3) continue;
      last.set(event.mark, x);
      const others = this.page.unit !== "" && event.unit !== "" && event.unit !== this.page.unit;
      drawMark(g, theme, event.mark, x, y, others);
    }
  }

  /** Notes stand as small flags above the event marks, branch points as a way that forks. */
  private drawNotes(g: CanvasRenderingContext2D, theme: Theme): void {
    g.strokeStyle = theme.ink;
    g.fillStyle = theme.panel;
    g.lineWidth = 1.25;
    for (const note of this.notes()) {
      const x = this.x(note.time_s);
      g.beginPath();
      if (note.branch) {
        g.strokeStyle = theme.accent;
        g.lineWidth = 1.75;
        g.moveTo(x, AXIS + STRIP);
        g.lineTo(x, AXIS + 1);
        g.moveTo(x, AXIS + 12);
        g.lineTo(x + 8, AXIS + 3);
        g.lineTo(x + 3.5, AXIS + 3.5);
        g.moveTo(x + 8, AXIS + 3);
        g.lineTo(x + 8, AXIS + 8);
        g.stroke();
        g.strokeStyle = theme.ink;
        g.lineWidth = 1.25;
        continue;
      }
      g.moveTo(x, AXIS + STRIP);
      g.lineTo(x, AXIS + 1);
      g.lineTo(x + 8, AXIS + 1);
      g.lineTo(x + 8, AXIS + 8);
      g.lineTo(x, AXIS + 8);
      g.fill();
      g.stroke();
    }
  }

  private drawLanes(theme: Theme): void {
    const lanes = this.lanes();
    const g = this.ready(this.canvas, lanes.length * LANE + 2);
    this.shadeNights(g, theme, 0, lanes.length * LANE);
    this.bars = [];
    const chosen = this.model.unitById.get(this.page.unit)?.index ?? -1;
    g.lineWidth = 1;
    lanes.forEach((lane, i) => {
      const top = i * LANE;
      g.strokeStyle = theme.line;
      g.beginPath();
      g.moveTo(0, top + LANE - 0.5);
      g.lineTo(this.right, top + LANE - 0.5);
      g.stroke();
      g.font = `400 11px ${CONDENSED}`;
      g.fillStyle = theme.ink2;
      g.textAlign = "left";
      g.textBaseline = "middle";
      g.fillText(fitted(g, lane.name, LEFT - 16), 0, top + LANE / 2);
      // The short over the long, so that none is hidden; then what is written, where its bar lies open.
      const bars = lane.serials.map((serial) => this.barOf(serial, top + 1.5));
      bars.sort((a, b) => b.width - a.width);
      for (const bar of bars) this.drawBar(g, theme, bar, chosen);
      bars.forEach((bar, n) => this.nameBar(g, theme, bar, bars.slice(n + 1)));
      this.bars.unshift(...bars.reverse());
    });
    g.strokeStyle = theme.ink3;
    for (let s = this.model.clock.firstMidnight(); s < this.model.endS; s += 86400) {
      const x = Math.round(this.x(s)) + 0.5;
      g.globalAlpha = PLAIN.lane;
      g.beginPath();
      g.moveTo(x, 0);
      g.lineTo(x, lanes.length * LANE);
      g.stroke();
      g.globalAlpha = 1;
    }
  }

  private barOf(serial: Serial, y: number): Bar {
    const theirs = isOf(serial, this.model, this.page.picture);
    const from = theirs && Number.isFinite(serial.start) ? serial.start : serial.plannedStart;
    const to = theirs && Number.isFinite(serial.end) ? serial.end : serial.plannedEnd;
    const x = this.x(from);
    const now = theirs ? stateNow(serial, this.page.t) : "c";
    return { serial, x, y, width: Math.max(3, this.x(to) - x), now };
  }

  private drawBar(g: CanvasRenderingContext2D, theme: Theme, bar: Bar, chosen: number): void {
    const { serial, x, y, width, now } = bar;
    g.beginPath();
    g.roundRect(x, y, width, HIGH, 2);
    if (now === "n" || now === "d") {
      g.fillStyle = now === "n" ? theme.accent : theme.done;
      g.fill();
      g.strokeStyle = now === "n" ? theme.panel : theme.edge; // it may lie over a longer one
      g.stroke();
    } else if (now === "x") {
      g.strokeStyle = theme.amber;
      g.stroke();
      g.save();
      g.clip();
      for (let hatch = x - HIGH; hatch < x + width; hatch += 6) {
        g.moveTo(hatch, y + HIGH);
        g.lineTo(hatch + HIGH, y);
      }
      g.globalAlpha = 0.6;
      g.stroke();
      g.restore();
    } else {
      g.fillStyle = theme.panel;
      g.fill();
      g.strokeStyle = theme.edge;
      g.stroke();
    }
    if (serial.live) {
      g.fillStyle = theme.danger;
      g.fillRect(x, y + HIGH, width, 1.75);
    }
    if (chosen >= 0 && serial.units.has(chosen)) {
      g.fillStyle = theme.ink;
      g.fillRect(x - 1, y, 3, HIGH);
    }
    if (serial.id === this.page.serial) {
      g.strokeStyle = theme.accent;
      g.lineWidth = 2;
      g.strokeRect(x - 1, y - 0.5, width + 2, HIGH + 1);
      g.lineWidth = 1;
    }
  }

  /** Writes on a bar what fits where it lies open: code and kind, kind, or number. */
  private nameBar(g: CanvasRenderingContext2D, theme: Theme, bar: Bar, over: Bar[]): void {
    const { serial, y, now } = bar;
    g.font = `${now === "n" ? 600 : 400} 11px ${CONDENSED}`;
    g.textAlign = "left";
    const [from, to] = openPart(bar, over);
    const words = [serial.id, serial.kind, String(serial.number).padStart(2, "0")].find(
      (w) => g.measureText(w).width <= to - from - 7,
    );
    g.fillStyle = now === "n" ? theme.panel : now === "d" ? theme.ink : theme.ink2;
    if (words) g.fillText(words, from + 4, y + HIGH / 2 + 0.5);
  }
}

/** An event's mark; hollow: not of the selected unit. */
function drawMark(
  g: CanvasRenderingContext2D,
  theme: Theme,
  mark: string,
  x: number,
  y: number,
  hollow: boolean,
): void {
  g.beginPath();
  if (mark === "fire") {
    g.fillStyle = theme.danger;
    g.moveTo(x, y - 5);
    g.lineTo(x + 4.5, y + 4);
    g.lineTo(x - 4.5, y + 4);
    g.closePath();
  } else if (mark === "contact") {
    g.fillStyle = theme.accent;
    g.moveTo(x, y - 5);
    g.lineTo(x + 4.5, y);
    g.lineTo(x, y + 5);
    g.lineTo(x - 4.5, y);
    g.closePath();
  } else if (mark === "supply") {
    g.fillStyle = theme.ink2;
    g.arc(x, y, 3.5, 0, 2 * Math.PI);
  } else {
    const half = hollow ? 0.75 : 1.25;
    g.fillStyle = theme.amber;
    g.rect(x - half, y - 6, 2 * half, 8);
    g.rect(x - half, y + 3.5, 2 * half, 2.5);
    return g.fill();
  }
  if (!hollow) return g.fill();
  g.strokeStyle = g.fillStyle;
  g.lineWidth = 1.25;
  g.stroke();
}

export function fitted(g: CanvasRenderingContext2D, words: string, width: number): string {
  if (g.measureText(words).width <= width) return words;
  let text = words.slice(0, 60);
  while (text.length > 1 && g.measureText(`${text}…`).width > width) text = text.slice(0, -1);
  return `${text}…`;
}
