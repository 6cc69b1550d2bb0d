"use strict";

// Evidence in place: the number of a source opens a card with source, place, date and citation.
// Without this script the number leads to the place on the page of the source.

const card = document.createElement("div");
card.className = "evidence-pop";
card.setAttribute("popover", "auto");
card.setAttribute("role", "dialog");
document.body.append(card);
let opener;
card.addEventListener("toggle", (event) => {
  if (event.newState === "closed") opener?.focus();
});

async function open(link) {
  const address = new URL(link.href);
  const place = address.hash.slice(1);
  address.hash = "";
  address.pathname += "/evidence";
  address.searchParams.set("at", place);
  address.searchParams.set("part", "1");
  const answer = await fetch(address);
  if (!answer.ok) return location.assign(link.href);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  card.replaceChildren(...page.body.children);
  card.setAttribute("aria-label", card.querySelector("h2").textContent.trim());
  card.showPopover();
  stand(link);
  opener = link;
  card.querySelector("a").focus();
}

// Below the number, and never beyond the edges of the window.
function stand(link) {
  const at = link.getBoundingClientRect();
  const left = Math.min(at.left, innerWidth - card.offsetWidth - 16);
  const below = at.bottom + 6;
  const top = below + card.offsetHeight < innerHeight ? below : at.top - card.offsetHeight - 6;
  card.style.left = `${Math.max(16, left)}px`;
  card.style.top = `${Math.max(16, top)}px`;
}

if (card.showPopover) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".cite a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(link).catch(() => location.assign(link.href));
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
