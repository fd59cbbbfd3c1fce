// The page put together: bar, chart, timeline, panels; one frame loop; keys; the fragment.

import { Chart } from "./chart/chart";
import type { Unpacked } from "./bundle";
import { findDangers } from "./chart/danger";
import { findDialog, keysDialog, layersMenu } from "./dialogs";
import { beforePicture, breathe, el, icon, inPieces, setText } from "./dom";
import { button, copyLink, fillPictures, legendOf, pansOf, speedsOf, toolsOf } from "./page-parts";
import { Feed } from "./feed";
import { ICON } from "./icons";
import { bindKeys } from "./keys";
import type { Model } from "./model";
import { Notes } from "./notes";
import { NowTags } from "./now-tags";
import { Panels } from "./panels";
import { bindPointer } from "./pointer";
import { PageState, rounded, SPEEDS } from "./state";
import { T } from "./texts";
import { DAY, dress, NIGHT } from "./theme";
import { Timeline } from "./timeline";
import { findUnderwater } from "./underwater";
import { inPlay } from "./whose";
import type { Windows } from "./windows";

export class Page {
  readonly state: PageState;
  readonly chart: Chart;
  readonly timeline: Timeline;
  readonly feed: Feed;
  readonly panels: Panels;
  readonly notes: Notes;
  private readonly holder = el("div", { class: "chart", tabindex: 0, role: "application" });
  private readonly clockDay = el("span", { class: "day" });
  private readonly clockTime = el("time", { class: "clock" });
  private readonly clockLocal = el("span", { class: "local" });
  private readonly nowTags: NowTags;
  private readonly playButton = el("button", { class: "primary", type: "button" });
  private readonly lanesButton = el("button", { type: "button", class: "quiet-button" });
  private readonly nightButton = el("button", { type: "button", class: "square" });
  private readonly picture = el("select", { id: "picture" });
  private readonly said = el("div", { class: "unseen", role: "status", "aria-live": "polite" });
  private readonly readout = el("div", { class: "readout" });
  private speedButtons: Element[] = [];
  private dirty = true;
  private before = 0;
  private fragmentDue = 0;
  private slowDue = 0;
  private panelDue = 0;
  /** Aborted when the page is replaced; everything that listens outside it hangs on it. */
  readonly ended = new AbortController();

  constructor(
    readonly model: Model,
    private readonly app: HTMLElement,
    dark: boolean,
    private readonly windows: Windows | null = null,
    notesAddress = "",
    /** What says how a run goes on that is watched. */
    private readonly live: HTMLElement | null = null,
  ) {
    this.state = new PageState(model.endS, model.lastS);
    this.state.night = dark;
    this.chart = new Chart(model, this.state, this.holder);
    this.timeline = new Timeline(model, this.state, () => this.notes.list);
    this.feed = new Feed(model, this.state);
    this.panels = new Panels(model, this.state, this.chart);
    this.nowTags = new NowTags(model, this.state);
    this.notes = new Notes(model, this.state, (words) => this.announce(words), notesAddress);
  }

  /** Shows the page as a fragment says, in place of what is there. `rest` has the rest of the recording unpacked: that
   * takes a processor, which the first picture has to itself. */
  async open(
    fragment: string,
    playing = false,
    rest: (() => Promise<Unpacked>) | null = null,
  ): Promise<void> {
    this.state.read(fragment, this.model);
    this.state.playing = playing;
    const pause = beforePicture();
    this.build();
    await pause();
    this.dress();
    this.panels.refresh();
    this.state.on((change) => this.changed(change));
    await pause();
    this.layout();
    await pause();
    this.look();
    this.chart.drawStill();
    await pause();
    await this.chart.prepare(pause);
    await pause();
    this.chart.draw();
    await pause();
    this.drawTime();
    performance.mark("first-picture");
    await breathe();
    if (rest) this.model.complete(await rest());
    await this.model.finish(breathe);
    this.windows?.begin(this.state, (words) => this.arrived(words), this.ended.signal);
    await this.windows?.here(this.state.t);
    this.model.enter(this.state.t);
    await this.chart.makeSymbols(inPieces());
    this.model.dangers = findDangers(this.model);
    await breathe();
    this.model.underwater = findUnderwater(this.model);
    this.chart.ready = true;
    await breathe();
    this.feed.refresh();
    await breathe();
    this.panels.refresh();
    this.touch();
    this.app.removeAttribute("aria-busy");
    document.documentElement.dataset.ready = "true";
    performance.mark("ready");
    const { signal } = this.ended;
    window.addEventListener("resize", () => this.layout(), { signal });
    window.addEventListener("hashchange", (event) => this.rehash(new URL(event.newURL).hash), { signal });
    const observer = new ResizeObserver(() => this.layout());
    observer.observe(this.holder);
    signal.addEventListener("abort", () => observer.disconnect());
    requestAnimationFrame((now) => this.frame(now));
  }

  /** The recording has grown. Nothing that somebody does on the page is disturbed. */
  async grow(unpacked: Unpacked): Promise<void> {
    const { model, state } = this;
    await model.grow(unpacked, breathe);
    [state.endS, state.lastS] = [model.endS, model.lastS];
    model.dangers = findDangers(model);
    model.underwater = findUnderwater(model);
    if (model.header.windows) this.windows?.grow(model.header.windows, state.t);
    this.timeline.grow();
    this.feed.grow();
    this.panels.tick(false);
    this.touch();
  }

  /** Resolves when what happened at a moment is here, as far as it is recorded. */
  here(seconds: number): Promise<void> {
    return this.windows?.here(seconds) ?? Promise.resolve();
  }

  /** Lets go of everything: another page takes its place. */
  close(): void {
    this.ended.abort();
  }

  /** Draws at once; milliseconds that it took. */
  drawNow(): number {
    const begun = performance.now();
    this.dirty = false;
    this.draw();
    return performance.now() - begun;
  }

  announce(words: string): void {
    setText(this.said, words);
  }

  /** Where the fragment asks to look; a link that names only a serial shows its area. */
  private look(): void {
    const serial = this.model.serialById.get(this.state.serial);
    if (this.state.place) this.chart.lookAt(this.state.place);
    else if (serial) this.chart.showArea(serial.areaId);
  }

  private rehash(hash: string): void {
    if (hash.slice(1) === this.state.fragment(this.chart.place())) return;
    this.state.read(hash, this.model);
    this.look();
    this.dress();
    this.picture.value = this.state.picture;
    this.panels.refresh();
    this.markSpeed();
    this.nameLanes();
    this.feed.refresh();
    this.touch();
  }

  private build(): void {
    const { model, state } = this;
    const scenario = model.header.scenario;
    document.title = `${scenario.title} – ${T.product}`;
    const title = el("h1");
    setText(title, scenario.title || T.product);
    title.title = title.textContent ?? "";
    const notional = model.units.some((unit) => unit.notionalStart) || scenario.notional;
    fillPictures(this.picture, model, state);
    const layers = layersMenu(state, this.ended.signal);
    this.nightButton.addEventListener("click", () => this.toggleNight());
    const find = el("button", { type: "button" }, T.bar.find, el("kbd", {}, "/"));
    find.addEventListener("click", () => this.openFind());
    const bar = el(
      "header",
      { class: "bar" },
      el("span", { class: "brand" }, icon(ICON.logo), T.product),
      title,
      notional ? el("span", { class: "notional" }, T.notionalPositions) : null,
      legendOf(model),
      el("span", { class: "grow" }),
      el("label", { class: "picture", for: "picture" }, el("span", {}, T.bar.picture), this.picture),
      layers,
      find,
      button(ICON.note, T.bar.notes, () => this.notes.open()),
      button(ICON.link, T.bar.link, () => copyLink(this)),
      button(ICON.keys, T.keys.title, () => this.openKeys(), "square keys-button"),
      this.nightButton,
    );
    this.holder.setAttribute("aria-label", `${T.chart.label}: ${scenario.title}. ${T.chart.hint}`);
    this.holder.append(this.readout);
    const over = [toolsOf(this), ...pansOf(this), legendOf(model)];
    const chartBox = el("div", { class: "chart-box" }, this.holder, ...over);
    this.playButton.addEventListener("click", () => this.toggle());
    const speeds = speedsOf(this);
    this.speedButtons = [...speeds.children];
    this.lanesButton.addEventListener("click", () => {
      state.lanesByUnit = !state.lanesByUnit;
      this.nameLanes();
      this.layout();
    });
    this.nameLanes();
    const transport = el(
      "div",
      { class: "transport" },
      button(ICON.previous, T.time.previous, () => this.stepEvent(-1)),
      this.playButton,
      button(ICON.next, T.time.next, () => this.stepEvent(1)),
      el("div", { class: "clocks" }, this.clockDay, this.clockTime, this.clockLocal),
      this.nowTags.element,
      el("span", { class: "grow" }),
      this.lanesButton,
      speeds,
    );
    const time = el(
      "section",
      { class: "time", "aria-label": T.time.timeline },
      transport,
      this.timeline.element,
    );
    const side = el("aside", { class: "side" }, this.panels.element, this.feed.element);
    this.app.className = "page";
    this.app.replaceChildren(bar, el("main", { class: "work" }, chartBox, time), side, this.said);
    if (this.live) {
      bar.after(this.live);
      this.app.classList.add("with-banner");
    } else if (!model.header.complete) {
      bar.after(
        el("p", { class: "banner", role: "status" }, T.incomplete(model.clock.dayZ(model.header.until_s))),
      );
      this.app.classList.add("with-banner");
    }
    bindPointer(this.holder, this.chart, this, (words) => setText(this.readout, words));
    bindKeys(this);
    this.markPlay();
    this.markSpeed();
  }

  private nameLanes(): void {
    setText(this.lanesButton, this.state.lanesByUnit ? T.time.lanesByFamily : T.time.lanesByUnit);
  }

  private layout(): void {
    // The time sheet first: what it leaves is the chart's.
    this.timeline.resize(Math.round(this.timeline.element.getBoundingClientRect().width));
    const box = this.holder.getBoundingClientRect();
    const resized = this.chart.resize(Math.round(box.width), Math.round(box.height));
    this.touch();
    if (!this.chart.ready || !resized) return;
    this.feed.refresh();
    this.draw();
  }

  /** Something is to be drawn again. */
  touch(): void {
    this.dirty = true;
    this.fragmentDue = performance.now() + 400;
  }

  /** Whether the moment is of a window of the recording that is still on its way. */
  get waits(): boolean {
    return this.windows !== null && this.model.partAt(this.state.t) === null;
  }

  private get loading(): string {
    if (!this.waits) return "";
    return this.windows!.failures ? T.time.lostShort : T.time.loading(this.model.clock.dayZ(this.state.t));
  }

  /** A window of the recording has come; with words, one could not be had. */
  private arrived(words: string): void {
    if (words) this.announce(words);
    this.model.enter(this.state.t);
    if (!this.state.playing && this.chart.ready) this.panels.tick(true);
    this.touch();
  }

  private changed(change: string): void {
    this.touch();
    this.model.enter(this.state.t);
    this.windows?.want(this.state.t);
    if (change === "selection" || change === "picture" || change === "layers") this.panels.refresh();
    if (change === "time") {
      if (!this.state.playing) {
        this.feed.follow();
        this.panels.tick(true);
      }
    }
  }

  private frame(now: number): void {
    if (this.ended.signal.aborted) return;
    const dt = Math.min(0.25, (now - this.before) / 1000);
    this.before = now;
    const state = this.state;
    if (state.playing && !this.waits) {
      state.t = Math.min(state.lastS, state.t + dt * state.speed);
      if (state.t >= state.lastS && !this.live) this.toggle(); // of a run under way there will be more
      this.model.enter(state.t);
      this.dirty = true;
    }
    if (this.dirty) {
      this.dirty = false;
      this.draw();
    }
    if (state.playing && now > this.slowDue) {
      this.slowDue = now + 250;
      this.windows?.want(state.t);
      this.feed.follow();
      if (now > this.panelDue) {
        this.panelDue = now + (state.speed >= 3600 ? 1000 : 500);
        this.panels.tick(false);
      }
    }
    if (this.fragmentDue && now > this.fragmentDue && !state.playing) {
      this.fragmentDue = 0;
      this.writeFragment();
    }
    requestAnimationFrame((next) => this.frame(next));
  }

  /** The address says what is shown, and what is shown is what it says: to the digits that it has. */
  writeFragment(): void {
    const { state, chart } = this;
    state.round();
    const place = rounded(chart.place());
    chart.lookAt(place);
    this.dirty = true;
    const fragment = `#${state.fragment(place)}`;
    try {
      if (location.hash !== fragment) history.replaceState(null, "", fragment);
    } catch {
      // Some browsers limit how often an address may change: the next change writes it.
    }
  }

  private draw(): void {
    this.chart.draw();
    this.drawTime();
  }

  private drawTime(): void {
    this.timeline.draw();
    const { clock } = this.model;
    const t = this.state.t;
    setText(this.clockDay, clock.day(t));
    setText(this.clockTime, `${clock.full(t)} ${T.utc}`);
    setText(this.clockLocal, clock.localTime(t));
    this.nowTags.draw(this.loading);
  }

  toggle(): void {
    const state = this.state;
    state.playing = !state.playing;
    if (state.playing && state.t >= state.lastS && !this.live) state.t = 0;
    this.before = performance.now();
    this.markPlay();
    this.touch();
    if (!state.playing) {
      this.feed.follow(true);
      this.panels.tick(true);
    }
  }

  private markPlay(): void {
    const words = this.state.playing ? T.time.pause : T.time.play;
    this.playButton.replaceChildren(icon(this.state.playing ? ICON.pause : ICON.play, true));
    this.playButton.setAttribute("aria-label", words);
    this.playButton.title = words;
  }

  setSpeed(speed: number): void {
    this.state.speed = speed;
    this.markSpeed();
    this.touch();
  }

  changeSpeed(way: 1 | -1): void {
    const at = SPEEDS.indexOf(this.state.speed) + way;
    if (SPEEDS[at]) this.setSpeed(SPEEDS[at]);
  }

  private markSpeed(): void {
    this.speedButtons.forEach((button, i) => {
      button.setAttribute("aria-pressed", String(SPEEDS[i] === this.state.speed));
    });
  }

  stepEvent(way: 1 | -1): void {
    const event = this.feed.step(way);
    if (!event) return;
    this.state.seek(event.time);
    this.feed.follow(true);
    this.announce(`${this.model.clock.z(event.time)} ${event.text}`);
  }

  toggleNight(): void {
    this.state.night = !this.state.night;
    this.dress();
    this.panels.refresh();
    this.touch();
  }

  private dress(): void {
    const night = this.state.night;
    dress(night ? NIGHT : DAY);
    const words = night ? T.bar.day : T.bar.night;
    this.nightButton.replaceChildren(icon(night ? ICON.sun : ICON.moon, !night));
    this.nightButton.setAttribute("aria-label", words);
    this.nightButton.title = words;
  }

  zoom(factor: number): void {
    this.chart.view.zoomAt(this.chart.view.midX, this.chart.view.midY, factor);
    this.touch();
  }

  pan(dx: number, dy: number): void {
    const view = this.chart.view;
    view.cx += dx / view.k;
    view.cy -= dy / view.k;
    this.state.follow = false;
    this.touch();
  }

  whole(): void {
    this.state.follow = false;
    this.chart.fit();
    this.touch();
  }

  follow(): void {
    if (this.state.unit) this.state.follow = !this.state.follow;
    this.touch();
  }

  /** The next click on the chart says where its middle is to be: what dragging does, without dragging. */
  toggleCentring(): void {
    this.chart.centring = !this.chart.centring;
    this.holder.classList.toggle("measuring", this.chart.centring);
    this.announce(this.chart.centring ? T.chart.centre : "");
  }

  toggleRuler(): void {
    const ruler = this.chart.ruler;
    ruler.on = !ruler.on;
    ruler.half = false;
    this.chart.centring = false;
    ruler.lat1 = ruler.lat2 = Number.NaN;
    this.holder.classList.toggle("measuring", ruler.on);
    this.announce(ruler.on ? T.chart.measure : "");
    if (ruler.on) this.holder.focus();
    this.touch();
  }

  nextUnit(way: 1 | -1): void {
    const shown = inPlay(this.model, this.state);
    if (!shown.length) return;
    const at = shown.findIndex((unit) => unit.id === this.state.unit);
    const unit = shown[(at + way + shown.length) % shown.length];
    this.state.select(unit.id, "");
    this.announce(unit.name);
  }

  openFind(): void {
    const showArea = (area: string) => this.chart.showArea(area);
    findDialog(this.model, this.state, showArea, () => this.touch());
  }

  readonly openKeys = keysDialog;

  focusPicture(): void {
    this.picture.focus();
  }
}
