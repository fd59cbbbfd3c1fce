// The log as a list of any length: only the rows in sight are in the document.
import { el, setText } from "./dom";
import type { LogEvent, Model } from "./model";
import type { PageState } from "./state";
import { linesOf } from "./plain";
import { T } from "./texts";
import { SANS } from "./theme";
import { eventsOf } from "./whose";

/** Pixels beside the text. */
const BESIDE_PX = 102;
const widths = new Map<string, number>();

/** Pixels of a letter in the list. */
function widthOf(letter: string): number {
  let width = widths.get(letter);
  if (width === undefined) {
    const g = document.createElement("canvas").getContext("2d")!;
    g.font = `400 13px ${SANS}`;
    width = g.measureText(letter).width;
    widths.set(letter, width);
  }
  return width;
}

export const GLYPH: Record<string, string> = {
  fire: "M8 2 14 13H2Z",
  fall: "M3 3 13 13M13 3 3 13",
  contact: "M8 1.5 14.5 8 8 14.5 1.5 8Z",
  supply: "M8 3.5a4.5 4.5 0 1 0 .01 0Z",
  check: "M6.5 1h3v9h-3zM6.5 12h3v3h-3z",
  air: "M2 11 8 4 14 11",
  serial: "M2 8H14",
  routine: "M8 6.5a1.5 1.5 0 1 0 .01 0Z",
};
const OPEN = new Set(["fall", "air", "serial"]);

export function glyph(mark: string): SVGSVGElement {
  const ns = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(ns, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", `glyph ${mark}${OPEN.has(mark) ? " open" : ""}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(ns, "path");
  path.setAttribute("d", GLYPH[mark] ?? GLYPH.routine);
  svg.append(path);
  return svg;
}

/** Times closer than this are one moment: a link tells milliseconds. */
const SAME_S = 0.001;

export class Feed {
  readonly element: HTMLElement;
  private readonly list: HTMLElement;
  private readonly inner: HTMLElement;
  private readonly filter: HTMLInputElement;
  private readonly every: HTMLInputElement;
  private readonly empty: HTMLElement;
  private shown: LogEvent[] = [];
  private tops = new Float64Array(1);
  private at = -2;
  private first = -1;
  private last = -1;
  private active = -1;
  private touchedAt = 0;
  private wide = 200;

  constructor(
    private readonly model: Model,
    private readonly page: PageState,
  ) {
    this.filter = el("input", {
      type: "search",
      placeholder: T.events.filter,
      "aria-label": `${T.events.title}: ${T.events.filter}`,
    });
    this.every = el("input", { type: "checkbox", id: "every-event" });
    this.inner = el("div", { class: "feed-inner", role: "presentation" });
    this.empty = el("p", { class: "quiet pad", hidden: true }, T.events.none);
    this.list = el(
      "div",
      { class: "feed-list", role: "listbox", tabindex: 0, "aria-label": T.events.list },
      this.inner,
    );
    this.element = el(
      "section",
      { class: "feed", "aria-label": T.events.title },
      el(
        "div",
        { class: "feed-head" },
        el("h2", {}, T.events.title),
        el("label", { class: "check", for: "every-event" }, this.every, T.events.all),
        this.filter,
      ),
      this.empty,
      this.list,
    );
    this.filter.addEventListener("input", () => this.refresh());
    page.on((change) => {
      if (change === "picture") this.refresh();
    });
    this.every.addEventListener("change", () => {
      page.everyEvent = this.every.checked;
      this.refresh();
    });
    this.list.addEventListener("scroll", () => {
      this.fill();
    });
    for (const kind of ["wheel", "touchmove", "pointerdown"]) {
      this.list.addEventListener(
        kind,
        () => {
          this.touchedAt = performance.now();
        },
        { passive: true },
      );
    }
    this.list.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("click", (event) => {
      const row = (event.target as Element).closest<HTMLElement>("[data-i]");
      if (row) this.go(Number(row.dataset.i));
    });
  }

  private go(i: number): void {
    const event = this.shown[i];
    if (!event) return;
    this.active = i;
    this.page.seek(event.time);
    if (event.unit && this.model.unitById.has(event.unit)) this.page.select(event.unit, event.serial);
    else if (event.serial) this.page.select(this.page.unit, event.serial);
  }

  private key(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step === undefined && event.key !== "Enter" && event.key !== "Home" && event.key !== "End") return;
    event.preventDefault();
    event.stopPropagation();
    const from = this.active >= 0 ? this.active : this.at;
    if (event.key === "Enter") {
      this.go(from);
      return;
    }
    let to = from + (step ?? 0);
    if (event.key === "Home") to = 0;
    if (event.key === "End") to = this.shown.length - 1;
    this.active = Math.max(0, Math.min(this.shown.length - 1, to));
    this.touchedAt = performance.now();
    const top = this.tops[this.active];
    if (top < this.list.scrollTop) this.list.scrollTop = top;
    const bottom = this.tops[this.active + 1] - this.list.clientHeight;
    if (bottom > this.list.scrollTop) this.list.scrollTop = bottom;
    this.first = -1;
    this.fill();
  }

  refresh(): void {
    const words = this.filter.value.trim().toLowerCase();
    const all = this.page.everyEvent || words ? this.model.events : this.model.marked;
    const from = eventsOf(all, this.model.unitById, this.page.picture);
    this.shown = words
      ? from.filter((e) => `${e.kind} ${e.text} ${e.serial} ${e.unit}`.toLowerCase().includes(words))
      : from;
    this.empty.hidden = this.shown.length > 0;
    this.list.hidden = this.shown.length === 0;
    this.tops = new Float64Array(this.shown.length + 1);
    this.wide = Math.max(100, this.list.clientWidth - BESIDE_PX);
    for (let i = 0; i < this.shown.length; i++) {
      const lines = linesOf(this.shown[i].text, this.wide, 3, widthOf);
      this.tops[i + 1] = this.tops[i] + 7 + 18 * lines;
    }
    this.inner.style.height = `${this.tops[this.shown.length]}px`;
    this.at = -2;
    this.active = -1;
    this.first = -1;
    this.follow(true);
    this.fill();
  }

  /** The log has grown: who reads in it stays where they are. */
  grow(): void {
    const { active } = this;
    const reads = performance.now() - this.touchedAt < 30_000 || this.list.contains(document.activeElement);
    const top = this.list.scrollTop;
    this.refresh();
    if (!reads) return;
    this.active = active;
    this.list.scrollTop = top;
    this.first = -1;
    this.fill();
  }

  private indexAt(seconds: number): number {
    let low = 0;
    let high = this.shown.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.shown[middle].time <= seconds + SAME_S) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** Keeps the moment's event in sight, unless somebody is reading elsewhere. */
  follow(force = false): void {
    const at = this.indexAt(this.page.t);
    if (at === this.at && !force) return;
    this.at = at;
    if (force || performance.now() - this.touchedAt > 4000 || !this.page.playing) {
      const opened = this.shown[this.active]?.time === this.shown[at]?.time; // of one moment, that which was asked for
      const top = this.tops[Math.max(0, opened ? this.active : at)];
      const place = this.list.clientHeight * 0.55;
      this.list.scrollTop = Math.max(0, top - place);
    }
    this.first = -1;
    this.fill();
  }

  private fill(): void {
    const top = this.list.scrollTop - 120;
    const bottom = this.list.scrollTop + this.list.clientHeight + 120;
    let first = 0;
    let high = this.shown.length;
    while (first < high) {
      const middle = (first + high) >> 1;
      if (this.tops[middle + 1] < top) first = middle + 1;
      else high = middle;
    }
    let last = first;
    while (last < this.shown.length && this.tops[last] < bottom) last++;
    if (first === this.first && last === this.last) return;
    this.first = first;
    this.last = last;
    const rows: HTMLElement[] = [];
    for (let i = first; i < last; i++) rows.push(this.row(i));
    this.inner.replaceChildren(...rows);
    const current = this.active >= 0 ? this.active : this.at;
    if (current >= first && current < last)
      this.list.setAttribute("aria-activedescendant", `event-${current}`);
    else this.list.removeAttribute("aria-activedescendant");
  }

  private row(i: number): HTMLElement {
    const event = this.shown[i];
    const text = el("span", { class: "what" });
    setText(text, event.text);
    const row = el(
      "div",
      {
        class: `event${i === this.at ? " now" : ""}${i > this.at ? " coming" : ""}${i === this.active ? " active" : ""}`,
        role: "option",
        id: `event-${i}`,
        "aria-selected": i === this.at ? "true" : "false",
        "aria-setsize": this.shown.length,
        "aria-posinset": i + 1,
        "data-i": i,
        title: linesOf(event.text, this.wide, 4, widthOf) > 3 ? event.text.slice(0, 500) : undefined,
      },
      el("span", { class: "when" }, this.model.clock.z(event.time)),
      glyph(event.mark),
      text,
    );
    row.style.top = `${this.tops[i]}px`;
    row.style.height = `${this.tops[i + 1] - this.tops[i]}px`;
    return row;
  }

  /** The marked event after (1) or before (-1) the moment. */
  step(way: 1 | -1): LogEvent | null {
    const events = this.shown;
    const t = this.page.t;
    if (way === 1) return events.find((event) => event.time > t + SAME_S) ?? null;
    for (let i = events.length - 1; i >= 0; i--) if (events[i].time < t - SAME_S) return events[i];
    return null;
  }
}
