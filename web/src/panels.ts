// Beside the chart: the selected unit, or the selected serial.
import type { Chart } from "./chart/chart";
import { radarSilent } from "./chart/sensing";
import { el, setText } from "./dom";
import { type Hold, heldCounts, holdsOf } from "./holds";
import type { Model, Serial, Unit } from "./model";
import { newState } from "./motion";
import { mountName, plain } from "./plain";
import {
  bearingText,
  courseDigits,
  KN_MPS,
  knots,
  latText,
  lonText,
  rangeText,
  signed,
  thousands,
} from "./say";
import { SerialPanel } from "./serial-panel";
import { sparkline } from "./sparkline";
import { overviewKey, overviewOf } from "./overview";
import type { PageState } from "./state";
import { unitSymbol } from "./symbols";
import { T } from "./texts";
import { isOwn } from "./whose";

const AROUND_S = 12 * 3600;
const SAMPLES = 180;
const QUARTER_S = 900;
const COUNTS = 96;

export class Panels {
  readonly element = el("section", { class: "panel", tabindex: 0 });
  private readonly at = newState();
  private readonly serialPanel: SerialPanel;
  private openWhy = -1;
  private overviewKey = "";
  /** Kept as it is scrolled: to ask for it each time would lay the page out. */
  private scrolled = 0;
  private readonly swept = newState();

  constructor(
    private readonly model: Model,
    private readonly page: PageState,
    private readonly chart: Chart,
  ) {
    this.serialPanel = new SerialPanel(model, page, chart);
    const scrolled = () => void (this.scrolled = this.element.scrollTop);
    this.element.addEventListener("scroll", scrolled, { passive: true });
  }

  /** Everything anew: another selection. */
  refresh(): void {
    const serial = this.model.serialById.get(this.page.serial);
    const unit = this.model.unitById.get(this.page.unit);
    if (!this.chart.ready) {
      this.element.replaceChildren(el("p", { class: "quiet pad" }, T.loading));
      return;
    }
    if (serial) this.element.replaceChildren(...this.serialPanel.build(serial, unit));
    else if (unit) this.element.replaceChildren(...this.unitPanel(unit));
    else {
      this.overviewKey = overviewKey(this.model, this.page);
      this.element.replaceChildren(...overviewOf(this.model, this.page));
    }
    this.element.setAttribute("aria-label", serial ? serial.id : unit ? unit.name : T.product);
  }

  /** The moment moved. */
  tick(atOnce: boolean): void {
    if (!this.chart.ready) return;
    const none = !this.page.unit && !this.page.serial;
    if (none && overviewKey(this.model, this.page) === this.overviewKey) return;
    if (!atOnce && this.element.matches(":hover, :focus-within")) {
      const { activeElement } = document;
      if (activeElement !== this.element && this.element.contains(activeElement)) return;
    }
    this.refresh();
    if (this.scrolled) this.element.scrollTop = this.scrolled;
  }

  private unitPanel(unit: Unit): Node[] {
    const t = this.page.t;
    if (!isOwn(unit, this.page.picture))
      return [this.head(unit), el("p", { class: "quiet not-theirs" }, T.unit.notTheirs)];
    const here = this.model.motion.stateAt(unit.index, t, this.at);
    const parts: (Node | null)[] = [this.head(unit), this.doing(unit, t)];
    if (!here) parts.push(el("p", { class: "quiet" }, T.unit.notInPlay));
    else parts.push(this.figures(unit));
    parts.push(
      ...this.stores(unit, t),
      this.speedChart(unit, t),
      this.holds(unit, t),
      this.heldChart(unit, t),
      this.fuelChart(unit, t),
      this.sensors(unit, t),
    );
    return parts.filter((part): part is Node => part !== null);
  }

  private head(unit: Unit): HTMLElement {
    const symbol = unitSymbol(unit, this.chart.theme, 26);
    const canvas = el("canvas", { class: "symbol", "aria-hidden": "true" });
    canvas.width = symbol.canvas.width;
    canvas.height = symbol.canvas.height;
    canvas.style.width = `${symbol.width}px`;
    canvas.style.height = `${symbol.height}px`;
    canvas.getContext("2d")!.drawImage(symbol.canvas, 0, 0);
    const name = el("h2", { title: unit.name });
    setText(name, unit.name);
    const words = [unit.nation, unit.hull, unit.className || T.unit.classUnknown].filter(Boolean).join(" · ");
    const what = el("p", { class: "what", title: words });
    setText(what, words);
    return el("div", { class: "unit-head" }, canvas, el("div", {}, name, what));
  }

  private doing(unit: Unit, t: number): HTMLElement | null {
    const running = this.model.serials.filter(
      (serial) =>
        serial.units.has(unit.index) &&
        Number.isFinite(serial.start) &&
        t >= serial.start &&
        !(t > serial.end),
    );
    const phases = this.model.recording.table("phases");
    const phaseOf = (serial: Serial | null) => {
      const groups = this.model.groups.phases;
      const row = groups.rowAt(groups.find(unit.code, serial ? serial.code : -1), t);
      return row < 0 ? "" : phases.text("phase", row);
    };
    if (!running.length) {
      const phase = phaseOf(null);
      if (!phase || phase === "ended") return null;
      const quiet = el("div", { class: "doing" });
      setText(quiet, phase);
      return quiet;
    }
    const box = el("div", { class: "doing-list" });
    for (const serial of running.slice(0, 3)) {
      const phase = phaseOf(serial);
      const title = el("span");
      setText(title, ` ${serial.title}`);
      const button = el("button", { type: "button", class: "doing" }, el("strong", {}, serial.id), title);
      if (phase) button.append(el("span", { class: "phase" }, phase));
      button.addEventListener("click", () => this.page.select(unit.id, serial.id));
      box.append(button);
    }
    return box;
  }

  private figures(unit: Unit): HTMLElement {
    const s = this.at;
    const third =
      unit.domain === "air"
        ? figure(T.unit.height, thousands(Math.round(Math.max(0, s.height))), "m")
        : unit.domain === "subsurface"
          ? figure(T.unit.depth, Math.round(Math.max(0, -s.height)).toString(), "m")
          : figure(T.unit.turn, s.turn === 0 ? "–" : signed(s.turn * 60), s.turn === 0 ? "" : "°/min");
    const notional = unit.notionalStart;
    return el(
      "div",
      {},
      el(
        "dl",
        { class: "figures" },
        figure(T.unit.course, courseDigits(s.course), T.units.deg),
        figure(T.unit.speed, knots(s.speed), T.units.kn),
        third,
      ),
      el(
        "div",
        { class: "position" },
        el(
          "span",
          { class: `label${notional ? " notional-label" : ""}` },
          notional ? T.unit.positionNotional : T.unit.position,
        ),
        el("span", {}, `${latText(s.lat)} ${lonText(s.lon)}`),
      ),
    );
  }

  private stores(unit: Unit, t: number): Node[] {
    const rows: Node[] = [];
    const { groups, recording } = this.model;
    const fuel = groups.fuel.rowAt(groups.fuel.find(unit.code), t);
    if (fuel >= 0 && unit.fuelMax > 0) {
      const table = recording.table("fuel");
      const since = t - table.number("time_s", fuel);
      const net = (table.number("flow_kgps", fuel) || 0) - (table.number("rate_kgps", fuel) || 0);
      const kg = Math.max(0, table.number("fuel_kg", fuel) + net * since);
      rows.push(gauge(T.unit.fuel, kg / unit.fuelMax, `${Math.round((100 * kg) / unit.fuelMax)} %`, 0.3));
    }
    const battery = groups.battery.rowAt(groups.battery.find(unit.code), t);
    if (battery >= 0) {
      const share = recording.table("battery").number("charge_share", battery);
      rows.push(gauge(T.unit.battery, share, `${Math.round(100 * share)} %`, 0.2));
    }
    const mounts = recording.table("mounts");
    for (let row = 0; row < mounts.rows; row++) {
      if (mounts.values("unit_id")[row] !== unit.code) continue;
      const all = mounts.number("rounds", row);
      if (!(all > 0)) continue;
      const left = groups.magazines.rowAt(
        groups.magazines.find(unit.code, mounts.values("mount_id")[row]),
        t,
      );
      const rounds = left < 0 ? all : recording.table("magazines").number("rounds", left);
      const name = mountName(mounts.text("mount_id", row));
      rows.push(gauge(name, rounds / all, `${rounds} ${T.unit.rounds}`));
    }
    return rows.length ? [el("div", { class: "gauges" }, ...rows)] : [];
  }

  private speedChart(unit: Unit, t: number): HTMLElement {
    const from = Math.max(0, t - AROUND_S);
    const to = Math.min(this.model.endS, t + AROUND_S);
    const times = new Float64Array(SAMPLES + 1);
    const values = new Float64Array(SAMPLES + 1);
    let most = 0;
    for (let i = 0; i <= SAMPLES; i++) {
      times[i] = from + ((to - from) * i) / SAMPLES;
      values[i] = this.model.partAt(times[i])?.motion.stateAt(unit.index, times[i], this.swept)
        ? this.swept.speed / KN_MPS
        : Number.NaN;
      if (values[i] > most) most = values[i];
    }
    const note = T.unit.max(`${most.toFixed(0)} kn`);
    return sparkline({
      times,
      values,
      from,
      to,
      least: 0,
      most: Math.max(1, most),
      now: t,
      stepped: true,
      label: T.unit.speedHistory,
      note,
    });
  }

  /** Fuel on board as recorded, in shares of the bunker. */
  private fuelChart(unit: Unit, t: number): HTMLElement | null {
    if (!(unit.fuelMax > 0)) return null;
    const from = Math.max(0, t - AROUND_S);
    const to = Math.min(this.model.endS, t + AROUND_S);
    const found = this.model.across("fuel", "fuel", [unit.code], "fuel_kg", from - 3700, to + 3700);
    if (found.times.length < 2) return null;
    const times = Float64Array.from(found.times, (time) => Math.max(from, Math.min(to, time)));
    const values = Float64Array.from(found.values, (kg) => (100 * kg) / unit.fuelMax);
    const note = `${values[0].toFixed(0)} – ${values[values.length - 1].toFixed(0)} %`;
    const label = T.unit.fuelShare;
    return sparkline({
      times,
      values,
      from,
      to,
      least: 0,
      most: 100,
      now: t,
      stepped: false,
      label,
      note,
      mark: 30,
    });
  }

  private heldCache: {
    unit: string;
    from: number;
    loaded: object;
    times: Float64Array;
    values: Float64Array;
  } | null = null;

  /** Counted on a grid of quarter hours or less, so that it follows from the moment alone and is counted seldom. */
  private heldChart(unit: Unit, t: number): HTMLElement | null {
    const from = Math.max(0, t - AROUND_S);
    const to = Math.min(this.model.endS, t + AROUND_S);
    const step = Math.min(QUARTER_S, this.model.endS / COUNTS);
    const first = step * Math.floor(from / step);
    let cache = this.heldCache;
    const loaded = this.model.parts;
    if (!cache || cache.unit !== unit.id || cache.loaded !== loaded || cache.from !== first) {
      const times = Float64Array.from({ length: COUNTS + 2 }, (_, i) => first + i * step);
      cache = { unit: unit.id, from: first, loaded, times, values: heldCounts(this.model, unit, times) };
      this.heldCache = cache;
    }
    const most = Math.max(0, ...cache.values.filter((count) => !Number.isNaN(count)));
    if (most === 0) return null;
    const { times, values } = cache;
    return sparkline({
      times,
      values,
      from,
      to,
      least: 0,
      most,
      now: t,
      stepped: true,
      label: T.unit.heldHistory,
      note: T.unit.max(String(most)),
    });
  }

  private holds(unit: Unit, t: number): HTMLElement {
    const holds = holdsOf(this.model, unit, t, this.page.picture);
    const box = el("div", { class: "holds" }, el("h3", { class: "label" }, T.unit.holds));
    if (!holds.length) box.append(el("p", { class: "quiet" }, T.unit.holdsNobody));
    for (const hold of holds.slice(0, 14)) box.append(this.holdRow(unit, hold));
    if (holds.length > 14) box.append(el("p", { class: "quiet" }, T.unit.more(holds.length - 14)));
    return box;
  }

  private holdRow(unit: Unit, hold: Hold): HTMLElement {
    const name = el("span", { class: "hold-name" });
    setText(name, hold.name);
    const kinds = el("span", { class: "hold-kinds" });
    setText(kinds, [...new Set(hold.sensors.map((sensor) => sensor.kind))].join(", "));
    const details = el(
      "details",
      { class: "hold" },
      el(
        "summary",
        {},
        name,
        kinds,
        el("span", { class: "number" }, Number.isNaN(hold.range) ? "–" : rangeText(hold.range)),
        el("span", { class: "number margin" }, Number.isNaN(hold.margin) ? "–" : `${signed(hold.margin)} dB`),
      ),
    );
    details.open = this.openWhy === hold.target;
    if (details.open) details.append(this.why(unit, hold));
    details.addEventListener("toggle", () => {
      if (details.open && details.childElementCount === 1) details.append(this.why(unit, hold));
      if (details.open) this.openWhy = hold.target;
      else if (this.openWhy === hold.target) this.openWhy = -1;
    });
    return details;
  }

  /** The decibel budget of each sensor that holds the target, as last recorded. */
  private why(unit: Unit, hold: Hold): HTMLElement {
    const budgets = this.model.recording.table("budgets");
    const table = el("table", { class: "why" });
    const columns = ["source", "target", "loss", "noise", "threshold", "excess"] as const;
    const head = el("tr", {}, el("td"));
    const shown = hold.sensors.filter((sensor) => sensor.budget >= 0);
    for (const sensor of shown) {
      const cell = el("th", { scope: "col" });
      setText(cell, sensor.id);
      head.append(cell);
    }
    table.append(el("caption", { class: "label" }, T.unit.why), head);
    for (const column of columns) {
      const row = el(
        "tr",
        { class: column === "excess" ? "sum" : undefined },
        el("th", { scope: "row" }, T.unit.budget[column]),
      );
      for (const sensor of shown)
        row.append(el("td", {}, signed(budgets.number(`${column}_db`, sensor.budget), 1)));
      table.append(row);
    }
    const chance = el("tr", {}, el("th", { scope: "row" }, T.unit.budget.prob));
    const when = el("tr", {}, el("th", { scope: "row" }, T.unit.budget.when));
    for (const sensor of shown) {
      const prob = budgets.number("prob", sensor.budget);
      chance.append(el("td", {}, `${(100 * prob).toFixed(prob < 0.1 ? 1 : 0)} %`));
      when.append(el("td", { class: "quiet" }, this.model.clock.z(budgets.number("time_s", sensor.budget))));
    }
    table.append(chance, when);
    const parts: Node[] = [];
    if (hold.takenFor) parts.push(el("p", {}, `${T.unit.estimate}: ${plain(hold.takenFor)}`));
    if (!Number.isNaN(hold.bearing))
      parts.push(el("p", {}, `${bearingText(hold.bearing)} ${rangeText(hold.range)}`));
    parts.push(table);
    const line = this.excessLine(unit, hold);
    if (line) parts.push(line);
    return el("div", { class: "why-box" }, ...parts);
  }

  private excessLine(unit: Unit, hold: Hold): HTMLElement | null {
    const sensor = hold.sensors.find((s) => s.budget >= 0);
    if (!sensor) return null;
    const t = this.page.t;
    const from = Math.max(0, t - 3 * 3600);
    const to = Math.min(this.model.endS, t + 3 * 3600);
    const codes = [unit.code, this.model.recording.code(sensor.id), hold.target];
    const found = this.model.across("budgets", "budgets", codes, "excess_db", from, to);
    if (found.times.length < 2) return null;
    const times = Float64Array.from(found.times);
    const values = Float64Array.from(found.values, (db) => Math.max(-40, Math.min(60, db)));
    const least = Math.min(-5, ...values);
    const most = Math.max(5, ...values);
    return sparkline({
      times,
      values,
      from,
      to,
      least,
      most,
      now: t,
      stepped: false,
      label: T.unit.excessHistory,
      note: `${sensor.id}, ± 3 h`,
      mark: 0,
    });
  }

  private sensors(unit: Unit, t: number): HTMLElement | null {
    const table = this.model.recording.table("sensors");
    const silent = radarSilent(this.model, unit, t);
    const kinds = new Map<string, number>();
    for (let row = 0; row < table.rows; row++) {
      if (table.values("unit_id")[row] !== unit.code) continue;
      const kind = table.text("kind", row);
      if (kind === "gauge") continue;
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    }
    if (!kinds.size) return null;
    const words = [...kinds].map(
      ([kind, n]) => `${kind}${n > 1 ? ` ×${n}` : ""}${kind === "radar" && silent ? ` (${T.unit.off})` : ""}`,
    );
    return el(
      "div",
      { class: "sensors" },
      el("h3", { class: "label" }, T.unit.sensors),
      el("p", {}, words.join(", ")),
    );
  }
}

function figure(label: string, value: string, unit: string): HTMLElement {
  return el(
    "div",
    {},
    el("dt", { class: "label" }, label),
    el("dd", {}, value, unit ? el("small", {}, unit) : null),
  );
}

function gauge(label: string, share: number, words: string, reserve?: number): HTMLElement {
  const held = Math.max(0, Math.min(1, Number.isFinite(share) ? share : 0));
  const fill = el("i");
  fill.style.width = `${(100 * held).toFixed(1)}%`;
  const bar = el("span", { class: "bar-of" }, fill);
  if (reserve !== undefined) {
    const mark = el("b", { title: T.unit.reserve });
    mark.style.left = `${100 * reserve}%`;
    bar.append(mark);
  }
  const name = el("span");
  setText(name, label.slice(0, 40));
  return el("div", { class: "gauge" }, name, bar, el("span", { class: "number" }, words));
}
