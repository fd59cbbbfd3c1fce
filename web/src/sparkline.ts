// A figure over time in small: past in the accent, coming in the edge's colour, the moment a line.
import { el } from "./dom";

const NS = "http://www.w3.org/2000/svg";

export interface Line {
  times: Float64Array;
  values: Float64Array;
  from: number;
  to: number;
  least: number;
  most: number;
  now: number;
  stepped: boolean;
  label: string;
  note: string;
  /** A value that is marked across: a reserve, nought decibels. */
  mark?: number;
}

export function sparkline(line: Line): HTMLElement {
  const [w, h] = [276, 30];
  const svg = document.createElementNS(NS, "svg");
  svg.setAttribute("viewBox", `0 0 ${w} ${h}`);
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", `${line.label}, ${line.note}`);
  const x = (t: number) => (w * (t - line.from)) / Math.max(1, line.to - line.from);
  const y = (v: number) => h - 3 - ((h - 6) * (v - line.least)) / Math.max(1e-9, line.most - line.least);
  const put = (d: string, cls: string) => {
    if (!d) return;
    const path = document.createElementNS(NS, "path");
    path.setAttribute("d", d);
    path.setAttribute("class", cls);
    svg.append(path);
  };
  if (line.mark !== undefined) put(`M0 ${y(line.mark).toFixed(1)}H${w}`, "mark");
  put(`M0 ${h - 1}H${w}`, "base");
  const trace = (keep: (t: number) => boolean) => {
    let d = "";
    let pen = false;
    let before = 0;
    for (let i = 0; i < line.times.length; i++) {
      const v = line.values[i];
      if (!keep(line.times[i]) || Number.isNaN(v)) {
        pen = false;
        continue;
      }
      const px = x(line.times[i]).toFixed(1);
      const py = y(v).toFixed(1);
      if (!pen) d += `M${px} ${py}`;
      else if (line.stepped && Math.abs(before - v) > 1e-9) d += `H${px}V${py}`;
      else d += `L${px} ${py}`;
      before = v;
      pen = true;
    }
    return d;
  };
  put(
    trace((t) => t >= line.now),
    "coming",
  );
  put(
    trace((t) => t <= line.now),
    "past",
  );
  put(`M${x(line.now).toFixed(1)} 0V${h}`, "moment");
  return el(
    "div",
    { class: "spark" },
    el(
      "div",
      { class: "spark-head" },
      el("span", { class: "label" }, line.label),
      el("span", { class: "note" }, line.note),
    ),
    svg,
  );
}
