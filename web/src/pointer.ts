// Pointer, wheel and pinch on the chart.
import type { Chart } from "./chart/chart";
import type { Page } from "./page";
import { T } from "./texts";

export function bindPointer(
  holder: HTMLElement,
  chart: Chart,
  page: Page,
  read: (words: string) => void,
): void {
  const down = new Map<number, { x: number; y: number }>();
  let moved = 0;
  let pinch = 0;
  const local = (event: PointerEvent | WheelEvent) => {
    const box = holder.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  holder.addEventListener("pointerdown", (event) => {
    if (event.button > 0) return;
    const at = local(event);
    down.set(event.pointerId, at);
    holder.setPointerCapture(event.pointerId);
    moved = 0;
    pinch = 0;
    const ruler = chart.ruler;
    if (!ruler.on || down.size !== 1) return;
    chart.view.earthAt(at.x, at.y);
    const { lat, lon } = chart.view.plane;
    if (!ruler.half) [ruler.lat1, ruler.lon1] = [lat, lon];
    [ruler.lat2, ruler.lon2] = [lat, lon];
    page.touch();
  });
  holder.addEventListener("pointermove", (event) => {
    const at = local(event);
    const from = down.get(event.pointerId);
    read(chart.view.inside(at.x, at.y) ? chart.placeWords(at.x, at.y) : "");
    if (!from) {
      holder.style.cursor = chart.ruler.on ? "crosshair" : chart.unitAt(at.x, at.y) ? "pointer" : "grab";
      return;
    }
    moved += Math.abs(at.x - from.x) + Math.abs(at.y - from.y);
    if (chart.ruler.on && down.size === 1) {
      chart.view.earthAt(at.x, at.y);
      chart.ruler.lat2 = chart.view.plane.lat;
      chart.ruler.lon2 = chart.view.plane.lon;
      page.announce(chart.ruler.words());
      page.touch();
    } else if (down.size === 2) {
      const other = [...down].find(([id]) => id !== event.pointerId)![1];
      const apart = Math.hypot(at.x - other.x, at.y - other.y);
      if (pinch > 0) chart.view.zoomAt((at.x + other.x) / 2, (at.y + other.y) / 2, apart / pinch);
      pinch = apart;
      page.touch();
    } else if (moved > 3) {
      page.pan(from.x - at.x, from.y - at.y);
    }
    down.set(event.pointerId, at);
  });
  const up = (event: PointerEvent) => {
    const at = local(event);
    const was = down.delete(event.pointerId);
    if (was && chart.ruler.on && event.type === "pointerup") {
      chart.ruler.half = moved <= 5 && !chart.ruler.half;
      if (!chart.ruler.half) page.announce(chart.ruler.words());
      return;
    }
    if (was && chart.centring && moved <= 5 && event.type === "pointerup") {
      chart.view.earthAt(at.x, at.y);
      page.state.follow = false;
      chart.view.centreOn(chart.view.plane.lat, chart.view.plane.lon);
      page.toggleCentring();
      page.touch();
      return;
    }
    if (!was || moved > 5 || chart.ruler.on || event.type === "pointercancel") return;
    const unit = chart.unitAt(at.x, at.y);
    page.state.select(unit?.id ?? "", unit ? "" : page.state.serial);
    if (unit) page.announce(unit.name);
  };
  holder.addEventListener("pointerup", up);
  holder.addEventListener("pointercancel", up);
  holder.addEventListener("pointerleave", () => read(""));
  holder.addEventListener("dblclick", (event) => {
    const box = holder.getBoundingClientRect();
    chart.view.zoomAt(event.clientX - box.left, event.clientY - box.top, 2);
    page.touch();
  });
  holder.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const at = local(event);
      const notch = event.deltaMode === 1 ? event.deltaY * 16 : event.deltaY;
      chart.view.zoomAt(at.x, at.y, Math.exp(-Math.max(-200, Math.min(200, notch)) / 300));
      page.touch();
    },
    { passive: false },
  );
  holder.title = "";
  holder.setAttribute("aria-roledescription", T.chart.label);
}
