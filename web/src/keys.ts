// The keyboard: every tool and move has a key. Keys with Ctrl, Alt or Meta stay the browser's.
import { letters } from "./letters";
import type { Page } from "./page";
import { isOwn } from "./whose";

export function bindKeys(page: Page): void {
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
      const target = event.target as HTMLElement;
      if (document.querySelector("dialog[open]")) return;
      const typing = target.matches("input:not([type=range]):not([type=checkbox]), textarea, select");
      if (typing) {
        if (event.key === "Escape") target.blur();
        return;
      }
      if (event.key.length === 1 && event.key !== " " && !letters.on) return;
      const onChart = target.classList.contains("chart");
      if (pressesItself(event.key, target)) return;
      if (target.matches("input[type=range]") && event.key.startsWith("Arrow")) return;
      if (press(page, event, onChart)) event.preventDefault();
    },
    { signal: page.ended.signal },
  );
  // Some browsers press a button when Space is let go, whatever became of its going down.
  document.addEventListener(
    "keyup",
    (event) => {
      if (event.key === " " && (event.target as HTMLElement).matches(TRANSPORT)) event.preventDefault();
    },
    { signal: page.ended.signal },
  );
}

const TRANSPORT = ".transport button:not(.now-tag)";

/** Whether a key is left to what has the focus; Space plays on the buttons beside the clock too. */
export function pressesItself(key: string, target: { matches(selectors: string): boolean }): boolean {
  if (key === " " && target.matches(TRANSPORT)) return false;
  return (key === " " || key === "Enter") && target.matches("button, summary, input, a, [role=option]");
}

const PAN_PX = 60;

function press(page: Page, event: KeyboardEvent, onChart: boolean): boolean {
  const { state } = page;
  const far = event.shiftKey ? 600 : 60;
  switch (event.key) {
    case " ":
      page.toggle();
      return true;
    case ",":
      page.stepEvent(-1);
      return true;
    case ".":
      page.stepEvent(1);
      return true;
    case "[":
      page.changeSpeed(-1);
      return true;
    case "]":
      page.changeSpeed(1);
      return true;
    case "+":
    case "=":
      page.zoom(1.5);
      return true;
    case "-":
    case "_":
      page.zoom(1 / 1.5);
      return true;
    case "Home":
      state.seek(0);
      return true;
    case "End":
      state.seek(state.endS);
      return true;
    case "ArrowLeft":
    case "ArrowRight":
    case "ArrowUp":
    case "ArrowDown":
      return arrow(page, event.key, onChart, far);
    case "0":
      page.whole();
      return true;
    case "/":
      page.openFind();
      return true;
    case "?":
      page.openKeys();
      return true;
    case "Escape":
      if (page.chart.ruler.on) page.toggleRuler();
      else state.select("", "");
      return true;
    case "Enter":
      return onChart && page.chart.ruler.on ? pinRuler(page) : false;
    default:
      return letter(page, event);
  }
}

function letter(page: Page, event: KeyboardEvent): boolean {
  switch (event.key.toLowerCase()) {
    case "n":
      page.toggleNight();
      return true;
    case "f":
      page.follow();
      return true;
    case "u":
      page.nextUnit(event.shiftKey ? -1 : 1);
      return true;
    case "r":
      page.toggleRuler();
      return true;
    case "c":
      page.toggleCentring();
      return true;
    case "m":
      page.notes.open();
      return true;
    case "p":
      page.focusPicture();
      return true;
    case "l": {
      const menu = document.querySelector<HTMLDetailsElement>("details.layers");
      if (menu) {
        menu.open = !menu.open;
        menu.querySelector("summary")?.focus();
      }
      return true;
    }
    case "w":
      page.pan(0, -PAN_PX);
      return true;
    case "s":
      page.pan(0, PAN_PX);
      return true;
    case "a":
      page.pan(-PAN_PX, 0);
      return true;
    case "d":
      page.pan(PAN_PX, 0);
      return true;
    default:
      return false;
  }
}

function arrow(page: Page, key: string, onChart: boolean, far: number): boolean {
  const dx = key === "ArrowLeft" ? -1 : key === "ArrowRight" ? 1 : 0;
  const dy = key === "ArrowUp" ? -1 : key === "ArrowDown" ? 1 : 0;
  const ruler = page.chart.ruler;
  if (onChart && ruler.on && !Number.isNaN(ruler.lat1)) {
    const view = page.chart.view;
    view.plane.toPlane(ruler.lat2, ruler.lon2);
    const step = far > 60 ? 40 : 8;
    view.plane.toEarth(view.plane.x + (dx * step) / view.k, view.plane.y - (dy * step) / view.k);
    ruler.lat2 = view.plane.lat;
    ruler.lon2 = view.plane.lon;
    page.announce(page.chart.ruler.words());
    page.touch();
    return true;
  }
  if (onChart) {
    page.pan(dx * PAN_PX, dy * PAN_PX);
    return true;
  }
  if (dx === 0) return false;
  page.state.seek(page.state.t + dx * far);
  return true;
}

/** The ruler begins at the selected unit, if the picture has her, or in the middle of the chart. */
function pinRuler(page: Page): boolean {
  const { ruler, view } = page.chart;
  const unit = page.model.unitById.get(page.state.unit);
  view.earthAt(view.midX, view.midY);
  let { lat, lon } = view.plane;
  if (unit && isOwn(unit, page.state.picture)) {
    const at = { lat: 0, lon: 0, course: 0, speed: 0, height: 0, turn: 0, leg: 0 };
    if (page.model.motion.stateAt(unit.index, page.state.t, at)) ({ lat, lon } = at);
  }
  ruler.lat1 = ruler.lat2 = lat;
  ruler.lon1 = ruler.lon2 = lon;
  page.touch();
  return true;
}
