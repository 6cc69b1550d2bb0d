"use strict";

// Suggestions while one types in a search box. Without this script the box is a plain field of its
// form. What is chosen is gone to; in a box with data-fill it is filled in, and its path is sent.

const WAIT = 120;
const SHORTEST = 2;

class Suggestions {
  constructor(box, number) {
    this.box = box;
    this.input = box.querySelector("input[type=search]");
    this.status = box.querySelector("[role=status]");
    this.list = document.createElement("ul");
    this.list.id = `suggestions-${number}`;
    this.list.className = "suggestions";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", this.status.dataset.found);
    this.list.hidden = true;
    this.chosen = -1;
    this.input.after(this.list);
    this.describeInput();
    this.listen();
    if ("fill" in box.dataset) this.prepareToFill();
  }

  describeInput() {
    const attributes = {
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-controls": this.list.id,
      "aria-expanded": "false",
    };
    for (const [name, value] of Object.entries(attributes)) this.input.setAttribute(name, value);
  }

  listen() {
    this.input.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(), WAIT);
    });
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    this.input.addEventListener("blur", () => this.close());
    // Keeps the focus in the box, so that a click is not lost to the list closing.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.go(option);
    });
  }

  async ask() {
    this.pending?.abort();
    const text = this.input.value.trim();
    if (text.length < SHORTEST) return this.close();
    this.pending = new AbortController();
    const address = new URL(this.box.dataset.suggest, location.href);
    address.searchParams.set("q", text);
    try {
      const answer = await fetch(address, { signal: this.pending.signal });
      if (answer.ok) this.show((await answer.json()).suggestions);
    } catch (error) {
      if (error.name !== "AbortError") this.close();
    }
  }

  show(suggestions) {
    this.chosen = -1;
    this.list.replaceChildren(...suggestions.map((one, number) => this.option(one, number)));
    this.open(suggestions.length > 0);
    this.status.textContent = suggestions.length
      ? `${this.status.dataset.found} ${suggestions.length}`
      : this.status.dataset.none;
  }

  option(suggestion, number) {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${number}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.url = suggestion.url;
    option.dataset.path = suggestion.path;
    const mark = document.createElement("span");
    mark.className = `mark mark-${suggestion.kind}`;
    mark.setAttribute("aria-hidden", "true");
    const label = document.createElement("span");
    label.className = "suggestion-label";
    label.textContent = suggestion.label;
    if (suggestion.language) label.lang = suggestion.language;
    const kind = document.createElement("span");
    kind.className = "suggestion-kind";
    kind.textContent = [suggestion.kindLabel, suggestion.countries].filter(Boolean).join(" · ");
    option.append(mark, label, " ", kind);
    return option;
  }

  onKey(event) {
    if (event.key === "Escape") {
      if (!this.list.hidden) event.preventDefault();
      this.close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.choose(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && this.chosen >= 0 && !this.list.hidden) {
      event.preventDefault();
      this.go(this.list.children[this.chosen]);
    }
  }

  choose(step) {
    const options = [...this.list.children];
    if (!options.length) return;
    this.open(true);
    // One place more than there are options: none chosen, as before the first step.
    const places = options.length + 1;
    this.chosen = ((this.chosen + 1 + step + places) % places) - 1;
    options.forEach((option, number) =>
      option.setAttribute("aria-selected", String(number === this.chosen)),
    );
    const option = options[this.chosen];
    if (option) this.input.setAttribute("aria-activedescendant", option.id);
    else this.input.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  }

  open(yes) {
    this.list.hidden = !yes;
    this.input.setAttribute("aria-expanded", String(yes));
    if (!yes) this.input.removeAttribute("aria-activedescendant");
  }

  close() {
    clearTimeout(this.timer);
    this.pending?.abort();
    this.open(false);
  }

  go(option) {
    if (!this.sent) return location.assign(option.dataset.url);
    this.input.value = option.querySelector(".suggestion-label").textContent;
    this.fill(option.dataset.path);
    this.close();
  }

  // The box shows the name, which several may have; the form sends the path in its place.
  prepareToFill() {
    this.name = this.input.name;
    this.sent = document.createElement("input");
    this.sent.type = "hidden";
    this.input.after(this.sent);
    this.fill(this.input.dataset.path);
    this.input.addEventListener("input", () => this.fill(""));
  }

  fill(path) {
    this.sent.value = path || "";
    this.sent.name = path ? this.name : "";
    this.input.name = path ? "" : this.name;
  }
}

document
  .querySelectorAll("[data-suggest]")
  .forEach((box, number) => new Suggestions(box, number));
