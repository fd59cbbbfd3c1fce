// Parts of the page that hold nothing of their own: buttons, the legend, the list of pictures, the chart's tools.
import { el, icon, setText } from "./dom";
import { ICON } from "./icons";
import type { Model } from "./model";
import type { Page } from "./page";
import { thousands } from "./say";
import { type PageState, SPEEDS } from "./state";
import { T } from "./texts";

export function button(name: string, words: string, press: () => void, cls = "square"): HTMLButtonElement {
  const made = el("button", { type: "button", class: cls, "aria-label": words, title: words }, icon(name));
  made.addEventListener("click", press);
  return made;
}

/** Whose side has which colour and shape. */
export function legendOf(model: Model): HTMLElement {
  const legend = el("div", { class: "legend" });
  for (const nation of model.nations) {
    const word = el("span");
    setText(word, nation.code);
    const mark = el("i", { class: `swatch ${nation.tone}` });
    legend.append(el("span", { class: "key", title: nation.name.slice(0, 200) }, mark, word));
  }
  if (model.units.some((unit) => unit.tone === "neutral"))
    legend.append(el("span", { class: "key" }, el("i", { class: "swatch neutral" }), T.neutral));
  return legend;
}

/** Whose picture can be looked at; a missile has none. */
export function fillPictures(picture: HTMLSelectElement, model: Model, state: PageState): void {
  const option = (value: string, words: string) => {
    const made = el("option", { value });
    setText(made, words.slice(0, 60));
    return made;
  };
  const nations = el("optgroup", { label: T.bar.nations });
  for (const nation of model.nations)
    nations.append(option(`nation:${nation.code}`, `${nation.code}, ${nation.name}`));
  const units = el("optgroup", { label: T.bar.units });
  for (const unit of model.units)
    if (unit.partner && unit.kind !== "missile") units.append(option(`unit:${unit.id}`, unit.name));
  picture.setAttribute("aria-label", T.bar.picture);
  picture.append(option("truth", T.bar.truth), nations, units);
  picture.value = state.picture;
  picture.addEventListener("change", () => {
    state.picture = picture.value;
    state.tell("picture");
  });
}

/** How fast it plays. */
export function speedsOf(page: Page): HTMLElement {
  const speeds = el("div", { class: "speeds", role: "group", "aria-label": T.time.speed });
  for (const speed of SPEEDS) {
    const made = el("button", { type: "button" }, `${thousands(speed)}×`);
    made.addEventListener("click", () => page.setSpeed(speed));
    speeds.append(made);
  }
  return speeds;
}

/** Puts the view's link where it can be pasted from; the address bar has it in any case. */
export function copyLink(page: Page): void {
  page.writeFragment();
  const done = () => page.announce(T.bar.linkCopied);
  if (navigator.clipboard?.writeText) {
    navigator.clipboard.writeText(location.href).then(done, () => page.announce(T.bar.linkReady));
  } else page.announce(T.bar.linkReady);
}

export function toolsOf(page: Page): HTMLElement {
  return el(
    "div",
    { class: "tools" },
    button(ICON.plus, T.chart.zoomIn, () => page.zoom(1.5)),
    button(ICON.minus, T.chart.zoomOut, () => page.zoom(1 / 1.5)),
    button(ICON.whole, T.chart.fit, () => page.whole()),
    button(ICON.centre, T.chart.centre, () => page.toggleCentring()),
    button(ICON.ruler, T.chart.measure, () => page.toggleRuler()),
  );
}

/** How far a press moves the chart, in shares of it. */
const STEP = 1 / 3;

/** On each side of the chart an arrow: it moves that way, as dragging does. */
export function pansOf(page: Page): HTMLElement[] {
  const ways = { up: [0, -1], right: [1, 0], down: [0, 1], left: [-1, 0] } as const;
  return (Object.keys(ways) as (keyof typeof ways)[]).map((way) => {
    const [x, y] = ways[way];
    const { view } = page.chart;
    const press = () => page.pan(x * STEP * (view.right - view.left), y * STEP * (view.bottom - view.top));
    return button(ICON[way], T.chart.move(T.chart.pan[way]), press, `pan pan-${way}`);
  });
}
