// The query page with JavaScript: an editor, and answers that come without loading the page anew.
// The server renders each answer, as it does without this script; here it is only asked for and
// placed. A query that runs has an id of ours, by which it can be cancelled.

import { Asked } from "./asked.js";
import { offerCopies } from "./copy.js";
import { folded } from "./folding.js";
import { makeSortable } from "./sorting.js";

// Addresses longer than this are not taken by every server and proxy; such a query is posted.
const LONGEST_ADDRESS = 8000;
const TICK = 100;

const form = document.querySelector(".query-form");
const field = form.querySelector("#query");
const cancel = form.querySelector("#cancel");
const status = form.querySelector("#status");
const clock = form.querySelector("#clock");
const result = document.querySelector("#result");
const dialog = document.querySelector("dialog#code");
const words = JSON.parse(form.dataset.words);
const endpoint = new URL(form.action);

let editor = null;
let running = null;

const query = {
  get text() {
    return editor ? editor.text : field.value;
  },
  set text(text) {
    field.value = text;
    if (editor) editor.text = text;
  },
};

function addressOf(text, action = endpoint) {
  const address = new URL(action);
  const language = form.querySelector("[name=lang]");
  if (language) address.searchParams.set("lang", language.value);
  address.searchParams.set("query", text);
  return address;
}

const asked = new Asked(document.querySelector(".asked"), (text) => addressOf(text).href);

// Asking

class Run {
  constructor() {
    // Not randomUUID, which pages served by plain HTTP do not have.
    const bytes = [...crypto.getRandomValues(new Uint8Array(16))];
    this.id = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
    this.aborter = new AbortController();
    this.start = performance.now();
    this.timer = setInterval(() => this.tick(), TICK);
    running?.leave();
    running = this;
    result.setAttribute("aria-busy", "true");
    status.textContent = words.running;
    cancel.hidden = false;
    this.tick();
  }

  get seconds() {
    const seconds = (performance.now() - this.start) / 1000;
    return seconds.toLocaleString(document.documentElement.lang, {
      minimumFractionDigits: 1,
      maximumFractionDigits: 1,
    });
  }

  tick() {
    clock.textContent = words.seconds.replace("{number}", this.seconds);
  }

  // Returns the page at an address.
  async ask(address, options) {
    const headers = { Accept: "text/html", "Query-Id": this.id };
    const answer = await fetch(address, { headers, signal: this.aborter.signal, ...options });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return { page, fine: answer.ok };
  }

  cancel() {
    this.leave();
    this.end(words.cancelled);
  }

  leave() {
    this.aborter.abort();
    clearInterval(this.timer);
    // The server may have ended it already; nothing depends on the answer.
    fetch(new URL(`${endpoint.pathname}/queries/${this.id}`, endpoint), { method: "DELETE" }).catch(
      () => {},
    );
  }

  end(said) {
    clearInterval(this.timer);
    if (running !== this) return;
    running = null;
    result.removeAttribute("aria-busy");
    clock.textContent = "";
    status.textContent = said.replace("{seconds}", this.seconds);
    if (document.activeElement === cancel) form.querySelector("[type=submit]").focus();
    cancel.hidden = true;
  }
}

// Shows what stands at an address of this page: its query and its answer.
async function visit(address, { push = true } = {}) {
  const run = new Run();
  const long = address.href.length > LONGEST_ADDRESS;
  const options = long ? { method: "POST", body: address.searchParams } : {};
  try {
    const target = long ? endpoint : address;
    const { page, fine } = await run.ask(target, options);
    run.end(fine ? words.finished : words.failed);
    if (push && !long) history.pushState(null, "", address);
    show(page, address);
    if (push) asked.add(query.text);
  } catch (error) {
    if (error.name === "AbortError") return;
    console.error(error);
    run.end(words.unreachable);
  }
}

function show(page, address) {
  const text = page.querySelector("#query")?.value;
  const given = page.querySelector("#result") ?? page.querySelector("main");
  if (text !== undefined && text !== query.text) query.text = text;
  given.querySelectorAll("noscript, h1").forEach((one) => one.remove());
  result.replaceChildren(...document.adoptNode(given).childNodes);
  for (const link of document.querySelectorAll(".questions a")) {
    const question = new URL(link.href).searchParams.get("question");
    const here = question && question === address.searchParams.get("question");
    if (here) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  enhance();
  result.querySelector("h2")?.scrollIntoView({ block: "nearest" });
}

function enhance() {
  makeSortable(result, words);
  result.dispatchEvent(new Event("placed", { bubbles: true }));
  field.removeAttribute("aria-invalid");
  const failure = result.querySelector(".failure[data-line]");
  if (!editor) return;
  if (!failure) return editor.unmark();
  const { line, column, message } = failure.dataset;
  editor.mark({ line: Number(line), column: Number(column), message });
}

function run() {
  const { text } = query;
  asked.add(text);
  visit(addressOf(text));
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  field.value = query.text;
  if (event.submitter?.id === "show-code") showCode();
  else run();
});
cancel.addEventListener("click", () => running?.cancel());
document.addEventListener("click", (event) => {
  const link = event.target.closest(".questions a[href*='question='], .asked a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  visit(new URL(link.href));
});
addEventListener("popstate", () => visit(new URL(location.href), { push: false }));

// Code

async function showCode() {
  const action = form.querySelector("#show-code").formAction;
  const address = addressOf(query.text, action);
  const options =
    address.href.length > LONGEST_ADDRESS ? { method: "POST", body: address.searchParams } : {};
  try {
    const answer = await fetch(options.method ? action : address, options);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const code = page.querySelector("#code-of-query");
    if (!code) throw new Error(answer.statusText);
    dialog.querySelector("div").replaceChildren(...document.adoptNode(code).childNodes);
    offerCopies(dialog);
    dialog.showModal();
  } catch (error) {
    console.error(error);
    status.textContent = words.unreachable;
  }
}

// Questions

const search = document.querySelector("#question-search");
if (search) {
  const found = search.parentElement.querySelector("[role=status]");
  const questions = [...document.querySelectorAll(".questions [data-findable]")];
  search.parentElement.hidden = false;
  search.addEventListener("input", () => {
    const sought = folded(search.value).split(/\s+/);
    for (const one of questions)
      one.hidden = !sought.every((word) => one.dataset.findable.includes(word));
    const number = questions.filter((one) => !one.hidden).length;
    found.textContent = search.value.trim()
      ? words.found.replace("{number}", number).replace("{all}", questions.length)
      : "";
  });
}

// The editor

async function edit() {
  if (!form.dataset.editor) return;
  // Begun before anybody types, so that the first completion need not wait for it.
  const terms = fetch(form.dataset.completions).then((answer) => answer.json());
  const { createEditor } = await import(form.dataset.editor);
  const place = document.createElement("div");
  place.className = "editor";
  editor = createEditor({
    place,
    text: field.value,
    attributes: {
      "aria-label": words.query,
      "aria-description": form.querySelector("#query-help").textContent,
      tabindex: "0",
    },
    phrases: { Completions: words.completions, Diagnostics: words.fault },
    terms: () => terms,
    run,
  });
  field.before(place);
  field.hidden = true;
  form.querySelector(".keys").hidden = false;
  form.querySelector("#query-label").addEventListener("click", () => editor.focus());
  await terms;
}

edit()
  .catch((error) => console.error(error))
  .finally(() => {
    enhance();
    form.dataset.ready = "";
  });
