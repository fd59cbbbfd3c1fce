// What stands beside the clock: serials under way, a danger area that is live, and whether the moment is still loading.
import { el, setText } from "./dom";
import type { Model } from "./model";
import type { PageState } from "./state";
import { T } from "./texts";
import { isOf } from "./whose";

export class NowTags {
  readonly element = el("div", { class: "now-tags" });
  private key = "";

  constructor(
    private readonly model: Model,
    private readonly page: PageState,
  ) {}

  draw(loading: string): void {
    const { model, page } = this;
    const t = page.t;
    const running = model.serials.filter(
      (serial) =>
        Number.isFinite(serial.start) &&
        t >= serial.start &&
        t <= (Number.isFinite(serial.end) ? serial.end : serial.plannedEnd) &&
        isOf(serial, model, page.picture),
    );
    const lives = model.dangers.filter((danger) => danger.label && t >= danger.from && t <= danger.until);
    const key = `${loading}|${running.map((s) => s.id).join()}|${lives.map((d) => d.label).join()}`;
    if (key === this.key) return;
    this.key = key;
    const tags = running.slice(0, 2).map((serial) => {
      const tag = el("button", {
        type: "button",
        class: "now-tag",
        title: `${serial.id} ${serial.title}`.slice(0, 300),
      });
      setText(tag, serial.id);
      tag.addEventListener("click", () => page.select(page.unit, serial.id));
      return tag;
    });
    if (running.length > 2)
      tags.push(el("button", { type: "button", class: "now-tag", disabled: true }, `+${running.length - 2}`));
    const live = lives.slice(0, 1).map((d) => el("span", { class: "now-tag danger" }, T.time.live(d.label)));
    const waits = loading ? [el("span", { class: "now-tag loading" }, loading)] : [];
    this.element.replaceChildren(...waits, ...live, ...tags);
  }
}
