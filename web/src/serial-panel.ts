// The selected serial: plan against what happened, who takes part and in what phase, measures, reasons.

import type { AreaHead } from "./bundle";
import type { Chart } from "./chart/chart";
import { el, setText } from "./dom";
import { drift } from "./drift";
import { inverse } from "./geodesy";
import type { Model, Serial, Unit } from "./model";
import { newState } from "./motion";
import { counted, plain } from "./plain";
import { measureText } from "./say";
import type { PageState } from "./state";
import { T } from "./texts";
import { stateNow } from "./bars";
import { eventsOf, isOf, isOwn } from "./whose";

export class SerialPanel {
  private readonly at = newState();

  constructor(
    private readonly model: Model,
    private readonly page: PageState,
    private readonly chart: Chart,
  ) {}

  build(serial: Serial, unit: Unit | undefined): Node[] {
    const t = this.page.t;
    const id = el("h2");
    setText(id, serial.id);
    const title = el("p", { class: "what" });
    setText(title, serial.title);
    const theirs = isOf(serial, this.model, this.page.picture);
    const now = theirs ? stateNow(serial, t) : "c";
    const state =
      now === "c"
        ? T.serial.state.planned
        : now === "n"
          ? T.serial.state.running
          : (T.serial.state[serial.state] ?? serial.state);
    const head = el(
      "div",
      { class: "serial-head" },
      el("div", { class: "serial-name" }, id, el("span", { class: `state s-${now}` }, state)),
      title,
      serial.notional ? el("p", { class: "notional-label small" }, T.serial.notional) : null,
    );
    if (serial.reason && (now === "d" || now === "x")) {
      const reason = el("p", { class: "reason" });
      setText(reason, serial.reason);
      head.append(reason);
    }
    const go = el("button", { type: "button" }, T.serial.begin);
    go.addEventListener("click", () =>
      this.page.seek(Number.isFinite(serial.start) ? serial.start : serial.plannedStart),
    );
    const show = el("button", { type: "button" }, T.serial.show);
    show.addEventListener("click", () => {
      this.page.follow = false;
      this.chart.showArea(serial.areaId);
      this.page.tell("view");
    });
    const buttons = el("div", { class: "buttons" }, go, show);
    if (unit) {
      const back = el("button", { type: "button" }, T.serial.back);
      back.addEventListener("click", () => this.page.select(unit.id, ""));
      buttons.append(back);
    }
    if (!theirs) return [head, el("p", { class: "quiet" }, T.serial.notTheirs), buttons];
    return [head, this.plan(serial, t), buttons, this.players(serial, t), this.measures(serial, t)];
  }

  /** Two bars over one axis: the planned window and what happened. */
  private plan(serial: Serial, t: number): HTMLElement {
    const { clock } = this.model;
    const begun = Number.isFinite(serial.start);
    const start = begun ? serial.start : serial.plannedStart;
    const end = Number.isFinite(serial.end) ? serial.end : serial.plannedEnd;
    const from = Math.min(serial.plannedStart, start);
    const to = Math.max(serial.plannedEnd, end, from + 60);
    const bar = (a: number, b: number, cls: string) => {
      const made = el("i", { class: cls });
      made.style.left = `${(100 * (a - from)) / (to - from)}%`;
      made.style.width = `${(100 * Math.max(0, b - a)) / (to - from)}%`;
      return made;
    };
    const moment = el("b");
    moment.style.left = `${(100 * (t - from)) / (to - from)}%`;
    moment.hidden = t < from || t > to;
    const happened =
      begun && t >= serial.start ? `${clock.dayZ(start)} – ${t >= end ? clock.z(end) : "…"}` : "–";
    const inside = t >= serial.end ? "" : this.insideNow(serial);
    return el(
      "div",
      { class: "plan" },
      el(
        "div",
        { class: "plan-row" },
        el("span", { class: "label" }, T.serial.planned),
        el("span", {}, `${clock.dayZ(serial.plannedStart)} – ${clock.z(serial.plannedEnd)}`),
      ),
      el("div", { class: "plan-bar" }, bar(serial.plannedStart, serial.plannedEnd, "planned"), moment),
      el(
        "div",
        { class: "plan-row" },
        el("span", { class: "label" }, T.serial.happened),
        el("span", {}, happened),
      ),
      el(
        "div",
        { class: "plan-bar" },
        begun && t >= start
          ? bar(start, Math.min(t, end), serial.state === "aborted" ? "aborted" : "real")
          : null,
      ),
      el("div", { class: "plan-row quiet" }, el("span", {}, drift(serial, t)), el("span", {}, inside)),
    );
  }

  private insideNow(serial: Serial): string {
    const area = this.model.areas.find((a) => a.id === serial.areaId);
    if (!area) return "";
    let inside = 0;
    let all = 0;
    const { picture } = this.page;
    for (const index of serial.units) {
      if (index < 0 || !isOwn(this.model.units[index], picture)) continue;
      if (!this.model.motion.stateAt(index, this.page.t, this.at)) continue;
      all++;
      if (contains(area, this.at.lat, this.at.lon)) inside++;
    }
    if (!all) return "";
    return picture === "truth" ? T.serial.unitsInArea(inside, all) : T.serial.ownInArea(inside, all);
  }

  private players(serial: Serial, t: number): HTMLElement {
    const phases = this.model.recording.table("phases");
    const groups = this.model.groups.phases;
    const box = el("div", { class: "players" }, el("h3", { class: "label" }, T.serial.participants));
    for (const { unit: id, role } of serial.participants) {
      const unit = this.model.unitById.get(id);
      const name = el("span", { class: "player" });
      setText(name, unit ? (unit.hull ? `${unit.hull} ${unit.short}` : unit.short) : id);
      const words = el("span", { class: "role" });
      setText(words, id === serial.oce ? `${plain(role)}, OCE` : plain(role));
      const row = groups.rowAt(groups.find(this.model.recording.code(id), serial.code), t);
      const phase = el("span", { class: "phase" });
      const known = !unit || isOwn(unit, this.page.picture);
      setText(phase, row < 0 || !known ? "" : phases.text("phase", row));
      const button = el(
        "button",
        { type: "button", class: `player-row${unit?.tone ? ` tone-${unit.tone}` : ""}` },
        name,
        words,
        phase,
      );
      button.addEventListener("click", () => this.page.select(id, ""));
      box.append(button);
    }
    return box;
  }

  private measures(serial: Serial, t: number): HTMLElement {
    const box = el("div", { class: "measures" }, el("h3", { class: "label" }, T.serial.measures));
    const end = Number.isFinite(serial.end) ? serial.end : Number.POSITIVE_INFINITY;
    if (this.page.picture !== "truth") {
      box.append(el("p", { class: "quiet" }, T.serial.measuresTruth), this.growing(serial, t));
      return box;
    }
    if (t < end) {
      box.append(this.soFar(serial, t), this.growing(serial, t));
      return box;
    }
    const table = this.model.recording.table("measures");
    const list = el("dl", {});
    for (const row of this.model.groups.measures.rows(this.model.groups.measures.find(serial.code))) {
      if (table.text("subject", row)) continue;
      const name = el("dt");
      const text = table.text("text", row);
      setText(name, text || table.text("name", row).replaceAll("_", " "));
      const value = el("dd");
      setText(value, text ? "" : measureText(table.number("value", row), table.text("unit", row)));
      list.append(el("div", { class: text ? "said" : undefined }, name, value));
    }
    box.append(list);
    return box;
  }

  /** The measures as they were when the log last told of it: what the report would say had the run ended there. */
  private soFar(serial: Serial, t: number): HTMLElement {
    const table = this.model.recording.table("measures_so_far");
    const groups = this.model.groups.so_far;
    const last = new Map<string, number>();
    let at = Number.NEGATIVE_INFINITY;
    for (const row of groups.rows(groups.find(serial.code))) {
      if (table.number("time_s", row) > t) break;
      last.set(table.text("name", row), row);
      at = table.number("time_s", row);
    }
    if (!last.size) return el("p", { class: "quiet" }, T.serial.measuresGrow);
    const list = el("dl", {});
    for (const text of new Set([...last.values()].map((row) => table.text("text", row)))) {
      const said = el("dt");
      setText(said, text);
      list.append(el("div", { class: "said" }, said, el("dd", {})));
    }
    return el("div", {}, el("p", { class: "quiet" }, T.serial.soFar(this.model.clock.z(at))), list);
  }

  /** What can be counted while it runs: salvoes, hits, reports, from the log so far. */
  private growing(serial: Serial, t: number): HTMLElement {
    const events = eventsOf(this.model.events, this.model.unitById, this.page.picture).filter(
      (event) => event.time <= t && event.serial === serial.id && !event.kind.startsWith("serial "),
    );
    const list = el("dl", {});
    for (const [label, count] of counted(events).slice(0, 8)) {
      const name = el("dt");
      setText(name, label);
      list.append(el("div", {}, name, el("dd", {}, String(count))));
    }
    return list;
  }
}

/** Whether a place lies in an area: in the ring, the circle, or so near the line. */
export function contains(area: AreaHead, lat: number, lon: number): boolean {
  if (!area.points.length) return false;
  if (area.kind === "circle")
    return inverse(area.points[0][0], area.points[0][1], lat, lon).range <= area.radius_m;
  const near = (x: number) => ((((x - lon + 180) % 360) + 360) % 360) - 180;
  const points = area.points.map(([a, b]) => [near(b), a - lat] as const);
  if (area.kind !== "polygon") {
    const scale = Math.cos((lat * Math.PI) / 180);
    for (let i = 0; i + 1 < points.length; i++) {
      const [x1, y1, x2, y2] = [
        points[i][0] * scale,
        points[i][1],
        points[i + 1][0] * scale,
        points[i + 1][1],
      ];
      const length = (x2 - x1) ** 2 + (y2 - y1) ** 2;
      const share = length ? Math.max(0, Math.min(1, -(x1 * (x2 - x1) + y1 * (y2 - y1)) / length)) : 0;
      if (Math.hypot(x1 + share * (x2 - x1), y1 + share * (y2 - y1)) * 111_120 <= area.radius_m) return true;
    }
    return false;
  }
  let odd = false;
  for (let i = 0, j = points.length - 1; i < points.length; j = i++) {
    const [xi, yi] = points[i];
    const [xj, yj] = points[j];
    if (yi > 0 !== yj > 0 && 0 < ((xj - xi) * (0 - yi)) / (yj - yi) + xi) odd = !odd;
  }
  return odd;
}
