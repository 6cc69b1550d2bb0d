// The queries that were asked in this browser, the latest first. They are kept in its own storage
// and sent nowhere.

const KEY = "queries-asked";
const MOST = 50;
// English is that of Europe: 1 January 2018.
const WRITTEN = { en: "en-GB" };
const TELLS_NOTHING = /^\s*(?:#.*|PREFIX\s.*|BASE\s.*)?$/i;

export class Asked {
  /**
   * @param {HTMLElement} section - Where they are listed; its template is one of them.
   * @param {(query: string) => string} address - Gives the address of a query.
   */
  constructor(section, address) {
    this.section = section;
    this.address = address;
    this.list = section.querySelector("ol");
    this.entry = section.querySelector("template").content.firstElementChild;
    section.querySelector("#forget").addEventListener("click", () => this.keep([]));
    // Another page of this browser may ask too.
    addEventListener("storage", () => this.show());
    this.show();
  }

  get all() {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
      return kept.filter(({ query, time }) => typeof query === "string" && Number.isFinite(time));
    } catch {
      return []; // no storage for this page, or not as we wrote it
    }
  }

  add(query) {
    const others = this.all.filter((one) => one.query !== query);
    this.keep([{ query, time: Date.now() }, ...others].slice(0, MOST));
  }

  keep(all) {
    try {
      localStorage.setItem(KEY, JSON.stringify(all));
    } catch {
      return; // no storage, or none left: what was asked is not kept
    }
    this.show();
  }

  show() {
    const { all } = this;
    this.section.hidden = !all.length;
    this.list.replaceChildren(...all.map((one) => this.item(one)));
  }

  item({ query, time }) {
    const item = this.entry.cloneNode(true);
    const link = item.querySelector("a");
    const forget = item.querySelector("button");
    const when = item.querySelector("time");
    const { lang } = document.documentElement;
    const lines = query.split("\n");
    link.textContent = (lines.find((line) => !TELLS_NOTHING.test(line)) ?? lines[0]).trim();
    link.href = this.address(query);
    link.title = query;
    when.dateTime = new Date(time).toISOString();
    when.textContent = new Date(time).toLocaleString(WRITTEN[lang] ?? lang, {
      dateStyle: "medium",
      timeStyle: "short",
    });
    forget.querySelector(".unseen").append(link.textContent);
    forget.addEventListener("click", () => {
      const next = (item.nextElementSibling ?? item.previousElementSibling)?.querySelector("a").href;
      this.keep(this.all.filter((other) => other.query !== query));
      [...this.list.querySelectorAll("a")].find((one) => one.href === next)?.focus();
    });
    return item;
  }
}
