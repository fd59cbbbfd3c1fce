// Small hands for the document: nothing is ever put in as markup.

type Child = Node | string | null | undefined | false;
export type Breathe = () => Promise<void>;
type Props = Record<string, string | number | boolean | ((event: Event) => void) | undefined>;

export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === false) continue;
    if (typeof value === "function") made.addEventListener(name.replace(/^on/, ""), value);
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children.filter((child): child is Node | string => Boolean(child)));
  return made;
}

const SVG = "http://www.w3.org/2000/svg";

/** A pictogram of 16 by 16, stroke or fill of the text's colour. */
export function icon(path: string, filled = false): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const d = document.createElementNS(SVG, "path");
  d.setAttribute("d", path);
  if (filled) d.setAttribute("fill", "currentColor");
  else {
    d.setAttribute("fill", "none");
    d.setAttribute("stroke", "currentColor");
    d.setAttribute("stroke-width", "1.5");
  }
  svg.append(d);
  return svg;
}

export function setText(node: Element, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

/** Lets the page breathe: a task of its own, even in a hidden tab. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      resolve();
    };
    channel.port2.postMessage(0);
  });
}

const PIECE_MS = 8;
/** Until there is a picture, a frame in between shows nothing new and takes longer than the piece. */
const FIRST_PIECE_MS = 30;

/** For long work: breathes when a piece of it has lasted long enough. */
export function inPieces(breath: Breathe = breathe, pieceMs = PIECE_MS): Breathe {
  let begun = performance.now();
  return async () => {
    if (performance.now() - begun < pieceMs) return;
    await breath();
    begun = performance.now();
  };
}

/** The same for what the first picture waits for. */
export function beforePicture(): Breathe {
  return inPieces(breathe, FIRST_PIECE_MS);
}

/** Whether the bar has no room for whose colour is whose: it stands on the chart then (layouts.css). */
export function withoutBarLegend(): boolean {
  return window.matchMedia("(max-width: 1200px)").matches;
}

export function coarse(): boolean {
  return window.matchMedia("(pointer: coarse)").matches;
}
