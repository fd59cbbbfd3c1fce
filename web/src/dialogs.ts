// Pop-ups: find, keys, layers.
import { el, setText } from "./dom";
import { glyph } from "./feed";
import { type Found, search } from "./find";
import { letters } from "./letters";
import type { Model } from "./model";
import { LAYERS, type PageState } from "./state";
import { T } from "./texts";

export function dialog(title: string, ...content: Node[]): HTMLDialogElement {
  const close = el("button", { type: "button", class: "square", "aria-label": T.close }, "×");
  const made = el(
    "dialog",
    { "aria-label": title },
    el("div", { class: "dialog-head" }, el("h2", {}, title), close),
    ...content,
  );
  close.addEventListener("click", () => made.close());
  made.addEventListener("close", () => made.remove());
  made.addEventListener("click", (event) => {
    if (event.target === made) made.close();
  });
  document.body.append(made);
  made.showModal();
  return made;
}

export function keysDialog(): void {
  const list = el("dl", { class: "keys" });
  for (const [keys, words] of T.keys.list) {
    const dt = el("dt");
    for (const key of keys.split(" ")) dt.append(el("kbd", {}, key));
    list.append(el("div", {}, dt, el("dd", {}, words)));
  }
  const box = el("input", { type: "checkbox", id: "letters" });
  box.checked = letters.on;
  box.addEventListener("change", () => {
    letters.on = box.checked;
  });
  dialog(T.keys.title, list, el("label", { class: "check", for: "letters" }, box, T.keys.letters));
}

export function findDialog(
  model: Model,
  page: PageState,
  showArea: (areaId: string) => void,
  after: () => void,
): void {
  const input = el("input", {
    type: "search",
    placeholder: T.find.placeholder,
    "aria-label": T.find.title,
    role: "combobox",
    "aria-expanded": "true",
    "aria-controls": "found",
    "aria-autocomplete": "list",
  });
  const list = el("ul", { class: "found", id: "found", role: "listbox", "aria-label": T.find.results });
  const box = dialog(T.find.title, input, list);
  let found: Found[] = [];
  let at = 0;
  const choose = (i: number) => {
    const one = found[i];
    if (!one) return;
    box.close();
    one.go();
    after();
  };
  const mark = () => {
    [...list.children].forEach((row, i) => {
      row.setAttribute("aria-selected", String(i === at));
      if (i === at) {
        row.scrollIntoView({ block: "nearest" });
        input.setAttribute("aria-activedescendant", row.id);
      }
    });
  };
  const show = () => {
    found = search(model, page, input.value, showArea);
    at = 0;
    const rows = found.map((one, i) => {
      const words = el("span", { class: "what" });
      setText(words, one.words);
      const row = el(
        "li",
        { role: "option", id: `found-${i}` },
        glyph(one.mark),
        words,
        el("span", { class: "quiet" }, one.note),
      );
      row.addEventListener("click", () => choose(i));
      return row;
    });
    if (!rows.length)
      list.replaceChildren(
        el("li", { class: "quiet", role: "option", "aria-disabled": "true" }, T.find.none),
      );
    else list.replaceChildren(...rows);
    mark();
  };
  input.addEventListener("input", show);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      at = Math.max(0, Math.min(found.length - 1, at + (event.key === "ArrowDown" ? 1 : -1)));
      mark();
    } else if (event.key === "Enter") {
      event.preventDefault();
      choose(at);
    } else if (event.key === "Escape") {
      // A search field empties itself first: one press is enough.
      event.preventDefault();
      event.stopPropagation();
      box.close();
    }
  });
  show();
  input.focus();
}

export function layersMenu(state: PageState, signal: AbortSignal): HTMLElement {
  const menu = el("details", { class: "layers" }, el("summary", {}, T.bar.layers));
  const list = el("div", { class: "menu" });
  const boxes = new Map<string, HTMLInputElement>();
  for (const layer of LAYERS) {
    const box = el("input", { type: "checkbox", id: `layer-${layer}` });
    boxes.set(layer, box);
    box.addEventListener("change", () => state.toggleLayer(layer));
    list.append(el("label", { class: "check", for: `layer-${layer}` }, box, T.layer[layer]));
  }
  list.append(el("p", { class: "quiet" }, T.layersHint));
  menu.append(list);
  const show = () => {
    for (const [layer, box] of boxes) box.checked = state.layers.has(layer);
  };
  show();
  menu.addEventListener("toggle", show);
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
  document.addEventListener(
    "pointerdown",
    (event) => {
      if (menu.open && !menu.contains(event.target as Node)) menu.open = false;
    },
    { signal },
  );
  return menu;
}
