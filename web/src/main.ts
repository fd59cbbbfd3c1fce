// The replay page begins here: unpack, make the model, draw the first picture, then the rest in pieces.
import "./style/base.css";
import "./style/frame.css";
import "./style/side.css";
import "./style/dialogs.css";
import "./style/layouts.css";
import { type Api, makeApi } from "./api";
import { decode, fromBase64, RecordingFault, unzipped } from "./bundle";
import { breathe, el } from "./dom";
import { loadFonts } from "./fonts";
import { Model } from "./model";
import { Page } from "./page";
import { T } from "./texts";
import { DAY, dress, NIGHT } from "./theme";

function say(fault: unknown): void {
  const words = fault instanceof RecordingFault ? fault.message : T.fault.unexpected(String(fault));
  const app = document.getElementById("app")!;
  app.replaceChildren(
    el("main", { class: "fault" }, el("h1", {}, T.fault.title), el("p", { role: "alert" }, words)),
  );
}

async function bytesOfPage(): Promise<Uint8Array> {
  const script = document.getElementById("recording");
  const text = script?.textContent?.trim() ?? "";
  if (!text) throw new RecordingFault(T.fault.none);
  if (typeof DecompressionStream === "undefined") throw new RecordingFault(T.fault.noUnzip);
  const bytes = fromBase64(text);
  script!.remove();
  return unzipped(bytes);
}

let current: Page | null = null;

async function show(bytes: Uint8Array, dark: boolean, fragment: string, playing: boolean): Promise<void> {
  const recording = decode(bytes);
  if (recording.table("legs").rows === 0) throw new RecordingFault(T.empty);
  await breathe();
  const model = new Model(recording);
  await breathe();
  const page = new Page(model, document.getElementById("app")!, dark);
  current?.close();
  const opened = page.open(fragment, playing);
  current = page;
  await opened;
}

async function replace(bytes: Uint8Array): Promise<void> {
  const before = current;
  const fragment = before ? `#${before.state.fragment(before.chart.place())}` : location.hash;
  await show(await unzipped(bytes), before?.state.night ?? false, fragment, before?.state.playing ?? false);
}

async function begin(): Promise<void> {
  const dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
  dress(dark ? NIGHT : DAY);
  const fonts = loadFonts();
  const bytes = await bytesOfPage();
  await fonts;
  await show(bytes, dark, location.hash, false);
}

/** A page that is open stays open: what went wrong is said beside it. */
function fell(fault: unknown): void {
  if (String(fault).includes("ResizeObserver loop")) return;
  if (document.documentElement.dataset.ready !== "true") return say(fault);
  console.error(fault);
  current?.announce(T.fault.unexpected(String(fault)));
}

window.addEventListener("error", (event) => fell(event.error ?? event.message));
window.addEventListener("unhandledrejection", (event) => fell(event.reason));
const ready = begin();
(window as unknown as { fleetex: Api }).fleetex = makeApi(ready, () => current, replace);
ready.catch(say);
