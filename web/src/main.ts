// The replay page begins here: unpack, make the model, draw the first picture, then the rest in pieces.
import "./style/base.css";
import "./style/frame.css";
import "./style/side.css";
import "./style/players.css";
import "./style/dialogs.css";
import "./style/layouts.css";
import { type Api, makeApi } from "./api";
import { RecordingFault, recordingOf, type Unpacked } from "./bundle";
import { beforePicture, el } from "./dom";
import { loadFonts } from "./fonts";
import { Model } from "./model";
import { Page } from "./page";
import { T } from "./texts";
import { DAY, dress, NIGHT } from "./theme";
import { firstUnpacked, unpackedOf } from "./unpacking";
import { Watching } from "./watching";
import { fetched, Windows } from "./windows";

function say(fault: unknown): void {
  const words = fault instanceof RecordingFault ? fault.message : T.fault.unexpected(String(fault));
  const app = document.getElementById("app")!;
  app.replaceChildren(
    el("main", { class: "fault" }, el("h1", {}, T.fault.title), el("p", { role: "alert" }, words)),
  );
}

interface Given {
  unpacked: Unpacked;
  /** Has what the first picture does not need unpacked; null: there is no more. */
  rest: (() => Promise<Unpacked>) | null;
  /** Where windows are had. */
  address: string;
}

/** The recording in the page, or where its windows are had. */
async function recordingOfPage(): Promise<Given> {
  const script = document.getElementById("recording");
  const address = script?.dataset.windows ?? "";
  notesAddress = script?.dataset.notes ?? "";
  const line = script?.dataset.live;
  if (line)
    watching = new Watching(
      line,
      address,
      () => current!,
      (unpacked) => instead(unpacked, address),
    );
  if (address)
    document
      .getElementById("app")!
      .replaceChildren(
        el(
          "main",
          { class: "opening" },
          el("h1", {}, T.product),
          el("p", { role: "status" }, `${T.loading}…`),
        ),
      );
  if (address) return { unpacked: await fetched(`${address}?part=still`), rest: null, address };
  const text = script?.textContent?.trim() ?? "";
  if (!text) throw new RecordingFault(T.fault.none);
  if (typeof DecompressionStream === "undefined") throw new RecordingFault(T.fault.noUnzip);
  const more = document.getElementById("rest")?.textContent;
  const rest = more ? () => unpackedOf(more) : null;
  for (const one of document.querySelectorAll("#recording, #rest")) one.remove();
  return { unpacked: await firstUnpacked(text), rest, address };
}

let current: Page | null = null;
/** Where notes are kept beside the recording; empty: in this browser. */
let notesAddress = "";
let watching: Watching | null = null;

async function show(
  { unpacked, rest, address }: Given,
  dark: boolean,
  fragment: string,
  playing: boolean,
): Promise<void> {
  const recording = recordingOf(unpacked);
  const { windows } = recording.header;
  if (!windows && recording.table("legs").rows === 0) throw new RecordingFault(T.empty);
  const pause = beforePicture();
  const model = new Model(recording);
  await pause();
  const fetches = windows ? new Windows(model, address, windows) : null;
  const app = document.getElementById("app")!;
  const page = new Page(model, app, dark, fetches, notesAddress, watching?.element);
  current?.close();
  const opened = page.open(fragment, playing, rest);
  current = page;
  await opened;
}

/** Another recording in place of the one that is shown; the page keeps its place. */
async function instead(unpacked: Unpacked, address: string): Promise<void> {
  const before = current;
  const fragment = before ? `#${before.state.fragment(before.chart.place())}` : location.hash;
  await show(
    { unpacked, rest: null, address },
    before?.state.night ?? false,
    fragment,
    before?.state.playing ?? false,
  );
}

async function begin(): Promise<void> {
  const dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
  dress(dark ? NIGHT : DAY);
  const fonts = loadFonts();
  const given = await recordingOfPage();
  await fonts;
  await show(given, dark, location.hash, false);
  watching?.begin();
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
(window as unknown as { fleetex: Api }).fleetex = makeApi(ready, () => current);
ready.catch(say);
