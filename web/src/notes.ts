// Notes pinned to moments: kept in this browser beside the recording's hash, exported and imported as a file.
import { dialog } from "./dialogs";
import { el, setText } from "./dom";
import type { Model } from "./model";
import type { PageState } from "./state";
import { T } from "./texts";

export interface Note {
  time_s: number;
  text: string;
  unit: string;
  serial: string;
}

const FORMAT = "fleetex notes";

export class Notes {
  list: Note[] = [];
  private readonly key: string;

  constructor(
    private readonly model: Model,
    private readonly page: PageState,
    private readonly announce: (words: string) => void,
  ) {
    this.key = `fleetex-notes-${model.header.hash || model.header.scenario.id}`;
    try {
      const kept = localStorage.getItem(this.key);
      if (kept) this.list = parsed(JSON.parse(kept));
    } catch {
      this.list = [];
    }
  }

  private keep(): boolean {
    this.list.sort((a, b) => a.time_s - b.time_s);
    this.page.tell("notes");
    try {
      localStorage.setItem(this.key, JSON.stringify(this.list));
      return true;
    } catch {
      return false;
    }
  }

  open(): void {
    const { clock } = this.model;
    const moment = this.page.t;
    const text = el("textarea", {
      rows: 3,
      placeholder: T.notes.placeholder,
      "aria-label": T.notes.add,
      maxlength: 2000,
    });
    const keep = el("button", { type: "button", class: "primary" }, `${T.notes.keep} ${clock.dayZ(moment)}`);
    const list = el("ul", { class: "notes" });
    const status = el("p", { class: "quiet", role: "status" });
    const out = el("button", { type: "button" }, T.notes.export);
    const file = el("input", { type: "file", accept: "application/json,.json", hidden: true });
    const into = el("button", { type: "button" }, T.notes.import);
    const box = dialog(
      T.notes.title,
      text,
      el("div", { class: "buttons" }, keep, out, into, file),
      status,
      list,
    );
    const show = () => {
      const rows = this.list.map((note, i) => this.row(note, i, box, show));
      list.replaceChildren(...(rows.length ? rows : [el("li", { class: "quiet" }, T.notes.none)]));
      out.disabled = this.list.length === 0;
    };
    keep.addEventListener("click", () => {
      if (!text.value.trim()) return;
      this.list.push({
        time_s: moment,
        text: text.value.trim(),
        unit: this.page.unit,
        serial: this.page.serial,
      });
      setText(status, this.keep() ? T.notes.kept : T.notes.notKept);
      this.announce(T.notes.kept);
      text.value = "";
      show();
    });
    out.addEventListener("click", () => this.save());
    into.addEventListener("click", () => file.click());
    file.addEventListener("change", async () => {
      const chosen = file.files?.[0];
      if (!chosen) return;
      setText(status, this.take(await chosen.text()));
      show();
    });
    show();
    text.focus();
  }

  private row(note: Note, i: number, box: HTMLDialogElement, show: () => void): HTMLElement {
    const words = el("p");
    setText(words, note.text);
    const go = el("button", { type: "button" }, this.model.clock.dayZ(note.time_s));
    go.setAttribute("aria-label", `${T.notes.goTo}: ${this.model.clock.dayZ(note.time_s)}`);
    go.addEventListener("click", () => {
      box.close();
      this.page.seek(note.time_s);
      if (note.unit || note.serial) this.page.select(note.unit, note.serial);
    });
    const drop = el("button", { type: "button", class: "square", "aria-label": T.notes.remove }, "×");
    drop.addEventListener("click", () => {
      this.list.splice(i, 1);
      this.keep();
      show();
    });
    return el("li", {}, go, words, drop);
  }

  private take(text: string): string {
    try {
      const found = JSON.parse(text) as { format?: string; hash?: string; notes?: unknown };
      if (found.format !== FORMAT) return T.notes.badFile;
      this.list.push(...parsed(found.notes));
      this.keep();
      return found.hash === this.model.header.hash ? T.notes.kept : T.notes.otherRecording;
    } catch {
      return T.notes.badFile;
    }
  }

  private save(): void {
    const { header } = this.model;
    const content = {
      format: FORMAT,
      format_version: 1,
      hash: header.hash,
      scenario: header.scenario.id,
      start_utc: header.start_utc,
      notes: this.list,
    };
    const link = el("a", { download: `${header.scenario.id || "exercise"}-notes.json` });
    link.href = URL.createObjectURL(
      new Blob([JSON.stringify(content, null, 2)], { type: "application/json" }),
    );
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }
}

function parsed(from: unknown): Note[] {
  if (!Array.isArray(from)) return [];
  return from
    .filter((note) => note && Number.isFinite(note.time_s) && typeof note.text === "string")
    .map((note) => ({
      time_s: note.time_s,
      text: note.text.slice(0, 2000),
      unit: typeof note.unit === "string" ? note.unit : "",
      serial: typeof note.serial === "string" ? note.serial : "",
    }));
}
