// Beside the chart while nothing is selected: what the exercise is for, what is under way and what comes next, who is in it.
import { stateNow } from "./bars";
import { el, setText } from "./dom";
import type { Model, Serial, Unit } from "./model";
import type { PageState } from "./state";
import { T } from "./texts";
import { isOf } from "./whose";

const NEXT = 4;

/** What is under way and what comes next, in a picture. */
export function underWay(model: Model, page: PageState): { running: Serial[]; next: Serial[] } {
  const { t, picture } = page;
  const theirs = model.serials.filter((serial) => isOf(serial, model, picture));
  const running = theirs.filter((serial) => stateNow(serial, t) === "n");
  return { running, next: theirs.filter((serial) => stateNow(serial, t) === "c").slice(0, NEXT) };
}

/** Changes when the overview does. */
export function overviewKey(model: Model, page: PageState): string {
  const { running, next } = underWay(model, page);
  return `${page.picture}|${running.map((one) => one.id)}|${next.map((one) => one.id)}`;
}

export function overviewOf(model: Model, page: PageState): HTMLElement[] {
  const { running, next } = underWay(model, page);
  const aim = el("p");
  setText(aim, model.header.scenario.aim ?? "");
  const parts = [
    el("p", { class: "quiet" }, T.unit.none),
    section(T.overview.running, running, (serial) => card(page, serial)),
    section(T.overview.next, next, (serial) => row(model, page, serial)),
    section(T.overview.forces, model.nations, (nation) => {
      const units = model.units.filter((unit) => unit.partner && unit.nation === nation.code);
      const mark = el("i", { class: `swatch ${nation.tone}` });
      const name = el("span", { class: "grow" });
      setText(name, nation.name);
      return el("div", { class: "overview-row" }, mark, name, el("span", {}, forces(units)));
    }),
    aim.textContent ? section(T.overview.aim, [aim], (words) => words) : null,
  ];
  return parts.filter((part): part is HTMLElement => part !== null);
}

function section<One>(title: string, list: One[], make: (one: One) => HTMLElement): HTMLElement | null {
  if (!list.length) return null;
  return el("div", { class: "overview" }, el("h2", { class: "label" }, title), ...list.map(make));
}

function card(page: PageState, serial: Serial): HTMLElement {
  const title = el("span");
  setText(title, ` ${serial.title}`);
  const made = el("button", { type: "button", class: "doing" }, el("strong", {}, serial.id), title);
  made.addEventListener("click", () => page.select(page.unit, serial.id));
  return made;
}

function row(model: Model, page: PageState, serial: Serial): HTMLElement {
  const title = el("span", { class: "grow" });
  setText(title, serial.title);
  const when = el("span", { class: "when" }, model.clock.dayZ(serial.plannedStart));
  const made = el("button", { type: "button", class: "overview-row", title: serial.id }, when, title);
  made.addEventListener("click", () => page.select(page.unit, serial.id));
  return made;
}

/** How many ships, submarines and aircraft. */
export function forces(units: Pick<Unit, "domain" | "kind">[]): string {
  const own = units.filter((unit) => unit.kind !== "missile");
  const count = (domain: string) => own.filter((unit) => unit.domain === domain).length;
  return T.overview.counted(count("surface"), count("subsurface"), count("air"));
}
