// The replay page begins here: unpack, make the model, draw the first picture, then the rest in pieces.
import "./style/base.css";
import "./style/frame.css";
import "./style/side.css";
import "./style/dialogs.css";
import "./style/layouts.css";
import { decode, fromBase64, type Recording, RecordingFault, unzipped } from "./bundle";
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

async function begin(): Promise<void> {
  const dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
  dress(dark ? NIGHT : DAY);
  const fonts = loadFonts();
  const recording: Recording = await decode(await bytesOfPage(), breathe);
  if (recording.table("legs").rows === 0) throw new RecordingFault(T.empty);
  const model = new Model(recording);
  await fonts;
  await new Page(model, document.getElementById("app")!, dark).open();
}

window.addEventListener("error", (event) => say(event.error ?? event.message));
window.addEventListener("unhandledrejection", (event) => say(event.reason));
begin().catch(say);
