// window.fleetex: what tests and the server's script ask of the page. It stands from the first line on.
import { knownBy } from "./chart/picture";
import { reachesOf, wordsOf } from "./chart/sonar";
import { newState } from "./motion";
import type { Page } from "./page";
import { LAYERS } from "./state";

export interface Api {
  /** Resolves when everything is there; rejects when the recording cannot be shown. */
  ready: Promise<void>;
  positionOf(
    unit: string,
    seconds: number,
  ): Record<"lat" | "lon" | "course" | "speed" | "height", number> | null;
  /** Goes to a time and draws at once; milliseconds that it took. */
  seek(seconds: number): number;
  time(): number;
  state(): Record<string, unknown> | null;
  events(): { time: number; text: string; kind: string }[];
  /** Goes to an event of `events()`. */
  jump(index: number): void;
  select(unit: string, serial?: string): void;
  /** Whom the picture shows now: units where they truly are, and by its tracks the targets that it holds. */
  shown(): { units: string[]; tracks: string[] };
  /** How far the selected unit's sonars reach now, in the chart's words. */
  sonar(): string[];
  /** Milliseconds of script of the last frames. */
  frameTimes(): number[];
}

export function makeApi(ready: Promise<void>, current: () => Page | null): Api {
  const at = newState();
  return {
    ready,
    positionOf(unitId, seconds) {
      const model = current()?.model;
      const unit = model?.unitById.get(unitId);
      if (!model || !unit || !model.partAt(seconds)?.motion.stateAt(unit.index, seconds, at)) return null;
      return { lat: at.lat, lon: at.lon, course: at.course, speed: at.speed, height: at.height };
    },
    seek(seconds) {
      const page = current();
      if (!page) return Number.NaN;
      const begun = performance.now();
      page.state.seek(seconds);
      page.drawNow();
      return performance.now() - begun;
    },
    time: () => current()?.state.t ?? Number.NaN,
    state() {
      const page = current();
      if (!page) return null;
      const { state, chart, model } = page;
      const place = chart.place();
      return {
        t: state.t,
        end: state.endS,
        playing: state.playing,
        loading: page.waits,
        speed: state.speed,
        unit: state.unit,
        serial: state.serial,
        picture: state.picture,
        layers: LAYERS.filter((layer) => state.layers.has(layer)),
        night: state.night,
        follow: state.follow,
        place,
        fragment: state.fragment(place),
        projection: model.plane.name,
        units: model.units.map((unit) => unit.id),
        serials: model.serials.map((serial) => serial.id),
        events: model.events.length,
      };
    },
    events: () => (current()?.model.events ?? []).map(({ time, text, kind }) => ({ time, text, kind })),
    jump(index) {
      const page = current();
      const event = page?.model.events[index];
      if (page && event) page.state.seek(event.time);
    },
    select: (unit, serial = "") => current()?.state.select(unit, serial),
    shown() {
      const page = current();
      if (!page) return { units: [], tracks: [] };
      const { model, state } = page;
      const known = knownBy(model, state.picture, state.t);
      const units = model.units.filter(({ index }) => !known || known.own.has(index)).map(({ id }) => id);
      return {
        units,
        tracks: (known?.tracks ?? []).map(({ target }) => model.recording.name(target)).sort(),
      };
    },
    sonar() {
      const page = current();
      const unit = page?.model.unitById.get(page.state.unit);
      return page && unit ? reachesOf(page.model, unit, page.state.t).map(wordsOf) : [];
    },
    frameTimes: () => [...(current()?.chart.times ?? [])],
  };
}
