// Notes and branch points pinned to moments: a list with where to go, exported and imported as a file.
import { dialog } from "./dialogs";
import { el, setText } from "./dom";
import type { Model } from "./model";
import { BrowserStore, newNoteId, type Note, type NoteStore, parsed, ServerStore } from "./note-store";
import type { PageState } from "./state";
import { T } from "./texts";

const FORMAT = "fleetex notes";

export class Notes {
  list: Note[] = [];
  private readonly store: NoteStore;

  constructor(
    private readonly model: Model,
    private readonly page: PageState,
    private readonly announce: (words: string) => void,
    address = "",
  ) {
    const { header } = model;
    const key = `fleetex-notes-${header.hash || header.scenario.id}`;
    this.store = address ? new ServerStore(address) : new BrowserStore(key, header.notes);
    this.store.read().then(
      (notes) => this.take(notes),
      (fault: Error) => this.announce(fault.message),
    );
  }

  private take(notes: Note[]): void {
    this.list = notes;
    this.page.tell("notes");
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
    const branch = el("button", { type: "button", title: T.notes.branchHint }, T.notes.branch);
    const list = el("ul", { class: "notes" });
    const status = el("p", { class: "quiet", role: "status" });
    const out = el("button", { type: "button" }, T.notes.export);
    const file = el("input", { type: "file", accept: "application/json,.json", hidden: true });
    const into = el("button", { type: "button" }, T.notes.import);
    const box = dialog(
      T.notes.title,
      text,
      el("div", { class: "buttons" }, keep, branch, out, into, file),
      status,
      list,
    );
    const show = () => {
      const rows = this.list.map((note) => this.row(note, box, change));
      list.replaceChildren(...(rows.length ? rows : [el("li", { class: "quiet" }, this.store.none)]));
      out.disabled = this.list.length === 0;
    };
    const change = async (made: Promise<Note[]>, words: string) => {
      try {
        this.take(await made);
        setText(status, words);
        this.announce(words);
      } catch (fault) {
        setText(status, (fault as Error).message);
        this.announce((fault as Error).message);
      }
      show();
    };
    const pin = (isBranch: boolean) => {
      const words = text.value.trim() || (isBranch ? `${T.notes.branchPoint} ${clock.dayZ(moment)}` : "");
      if (!words) return;
      const { unit, serial } = this.page;
      const note = { id: newNoteId(), time_s: moment, text: words, unit, serial, branch: isBranch };
      text.value = "";
      void change(this.store.add(note), this.store.kept);
    };
    keep.addEventListener("click", () => pin(false));
    branch.addEventListener("click", () => pin(true));
    out.addEventListener("click", () => this.save());
    into.addEventListener("click", () => file.click());
    file.addEventListener("change", async () => {
      const chosen = file.files?.[0];
      if (!chosen) return;
      const { notes, words } = this.read(await chosen.text());
      let made = Promise.resolve(this.list);
      for (const note of notes) made = made.then(() => this.store.add(note));
      await change(made, words);
    });
    show();
    text.focus();
  }

  private row(
    note: Note,
    box: HTMLDialogElement,
    change: (made: Promise<Note[]>, words: string) => Promise<void>,
  ): HTMLElement {
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
    drop.addEventListener("click", () => void change(this.store.remove(note.id), T.notes.removed));
    const kind = note.branch ? el("span", { class: "branch-label" }, T.notes.branchPoint) : null;
    return el("li", {}, go, el("div", {}, kind, words), drop);
  }

  private read(text: string): { notes: Note[]; words: string } {
    try {
      const found = JSON.parse(text) as { format?: string; hash?: string; notes?: unknown };
      if (found.format !== FORMAT) return { notes: [], words: T.notes.badFile };
      const other = found.hash !== undefined && found.hash !== this.model.header.hash;
      return { notes: parsed(found.notes), words: other ? T.notes.otherRecording : this.store.kept };
    } catch {
      return { notes: [], words: T.notes.badFile };
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
