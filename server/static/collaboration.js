// What one can do with a collaboration network once it is drawn: tell of what is pointed at, go
// through it by keys, colour and size it anew, look at a year or at the heavy ties alone, and save
// it as a picture. What is chosen stands in the address, so that a link leads to the same view.

const MARGIN = 24;
const SWATCH = 14;
const NUMBERS = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 3 });

function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

class View {
  constructor(drawing) {
    this.drawing = drawing;
    this.figure = drawing.figure;
    this.place = drawing.place;
    this.data = drawing.data;
    this.form = document.getElementById("recipe");
    this.nodes = new Map(this.data.nodes.map((node) => [node.id, node]));
    this.ties = new Map(this.data.nodes.map((node) => [node.id, []]));
    this.data.edges.forEach((edge, number) => {
      this.ties.get(edge.from).push(number);
      this.ties.get(edge.to).push(number);
    });
    for (const numbers of this.ties.values())
      numbers.sort((one, other) => this.data.edges[other].weight - this.data.edges[one].weight);
    this.years = [...new Set(this.data.edges.flatMap(({ years }) => years))].sort((a, b) => a - b);
    this.least = Number(this.place.dataset.least);
    this.year = 0;
    this.measure = this.place.dataset.size;
    this.listen();
    if (this.least) this.filter();
  }

  listen() {
    this.figure.addEventListener("pointed", ({ detail }) => this.tell(detail));
    this.figure.querySelector("[data-save]").addEventListener("click", () => this.save());
    this.place.tabIndex = 0;
    this.place.setAttribute("role", "application");
    this.place.setAttribute("aria-label", this.place.dataset.keys);
    this.place.addEventListener("keydown", (event) => this.key(event));
    if (!this.form) return;
    const { colour, size, least } = this.form.elements;
    colour.addEventListener("change", () => this.colour(colour.value));
    size.addEventListener("change", () => this.size(size.value));
    least?.addEventListener("input", () => this.lighten(least));
    // What was chosen before it was drawn, or is kept by the browser from an earlier visit.
    if (colour.value !== this.place.dataset.colour) this.colour(colour.value);
    if (size.value !== this.measure) this.size(size.value);
    if (least && Number(least.value) !== this.least) this.lighten(least);
    this.offerYears(document.querySelector(".view-controls .year"));
  }

  // Tell of a thing or a tie, in the words of the page.
  tell({ node, edge }) {
    const panel = this.figure.querySelector(".pointed");
    for (const old of panel.querySelectorAll(":scope > p")) old.remove();
    const of = node ? "node" : edge ? "tie" : "";
    if (!of) return;
    const told = panel.querySelector(`template[data-of=${of}]`).content.cloneNode(true);
    const parts = node ? this.aboutNode(node) : this.aboutTie(edge);
    parts.url = this.drawing.address({ node, edge });
    for (const place of told.querySelectorAll("[data-if]"))
      if (!parts[place.dataset.if]) place.remove();
    for (const place of told.querySelectorAll("[data-part]")) {
      const value = parts[place.dataset.part] ?? "";
      if (place.localName === "a") place.href = value;
      else place.textContent = value;
    }
    panel.append(told);
  }

  aboutNode(node) {
    const value = node.values[this.measure];
    const option = this.form?.elements.size.selectedOptions[0];
    return {
      label: node.label.replaceAll("\n", " "),
      countries: node.countries.join(", "),
      degree: NUMBERS.format(node.values.degree ?? this.ties.get(node.id).length),
      measure: option?.textContent ?? "",
      value: value === null ? "–" : NUMBERS.format(value),
    };
  }

  aboutTie(edge) {
    const name = (id) => this.nodes.get(id).label.replaceAll("\n", " ");
    const shared = edge.shared.map((number) => this.data.things[number]);
    const more = edge.more ? ` + ${NUMBERS.format(edge.more)}` : "";
    return {
      ends: `${name(edge.from)} – ${name(edge.to)}`,
      possible: Boolean(edge.dashes),
      shared: shared.length ? shared.join("; ") + more : "",
      weight: NUMBERS.format(edge.weight),
      statements: edge.statements && NUMBERS.format(edge.statements),
      sources: NUMBERS.format(edge.sources),
      between: !edge.statements,
      ties: NUMBERS.format(edge.ties),
    };
  }

  // Right and left go from thing to thing, down and up through the ties of one.
  key(event) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (event.key === "Enter") return this.drawing.open(this.chosen ?? {});
    if (event.key === "Escape") return this.choose({});
    if (!step) return;
    event.preventDefault();
    const across = event.key === "ArrowRight" || event.key === "ArrowLeft";
    if (across || !this.from) {
      const order = this.drawing.byRank.filter(({ id }) => !this.drawing.nodes.get(id).hidden);
      const node = this.next(order, this.from, step);
      this.from = node;
      this.choose({ node });
    } else {
      const ties = this.ties.get(this.from.id).filter((id) => !this.drawing.edges.get(id).hidden);
      const edges = ties.map((number) => this.data.edges[number]);
      this.choose({ edge: this.next(edges, this.chosen?.edge, step) });
    }
  }

  next(list, current, step) {
    const place = list.indexOf(current);
    const start = place < 0 && step < 0 ? 0 : place;
    return list[(start + step + list.length) % list.length];
  }

  choose({ node, edge }) {
    this.chosen = node || edge ? { node, edge } : undefined;
    if (!this.chosen) this.from = undefined;
    this.drawing.network.setSelection(
      { nodes: node ? [node.id] : [], edges: edge ? [this.data.edges.indexOf(edge)] : [] },
      { highlightEdges: Boolean(node) },
    );
    this.tell({ node, edge });
  }

  colour(by) {
    this.place.dataset.colour = by;
    const legend = this.figure.querySelector(".legend");
    legend.replaceChildren(
      ...this.data.legends[by].map(({ label, colour, number }) => {
        const entry = document.createElement("li");
        const swatch = document.createElement("span");
        swatch.className = `swatch group-${colour ?? "other"}`;
        swatch.ariaHidden = "true";
        const count = document.createElement("span");
        count.className = "count";
        count.textContent = NUMBERS.format(number);
        entry.append(swatch, label, " ", count);
        return entry;
      }),
    );
    this.drawing.repaint();
    this.remember("colour", by);
  }

  size(measure) {
    this.measure = measure;
    const [least, most] = this.data.radius;
    const highest = Math.max(...this.data.nodes.map(({ values }) => values[measure] ?? 0)) || 1;
    for (const node of this.data.nodes)
      node.size = least + (most - least) * Math.sqrt((node.values[measure] ?? 0) / highest);
    this.drawing.rank();
    this.drawing.repaint();
    this.drawing.label();
    this.remember("size", measure);
  }

  lighten(range) {
    this.least = Number(range.value);
    range.nextElementSibling.textContent = NUMBERS.format(this.least);
    this.filter();
    this.remember("least", this.least || "");
  }

  offerYears(place) {
    if (!place || this.years.length < 2) return;
    place.hidden = false;
    const range = place.querySelector("input");
    range.max = String(this.years.length);
    range.addEventListener("input", () => {
      this.year = this.years[Number(range.value) - 1] ?? 0;
      const seen = this.filter();
      const text = this.year ? filled(range.dataset.told, { year: this.year, ...seen }) : "";
      range.nextElementSibling.textContent = text || range.dataset.all;
      range.setAttribute("aria-valuetext", text || range.dataset.all);
    });
  }

  // Hide what is too light or of other years; at most once for each frame that is painted.
  filter() {
    const shown = this.data.edges.map(
      ({ weight, years }) => weight >= this.least && (!this.year || years.includes(this.year)),
    );
    const tied = new Set();
    this.data.edges.forEach(({ from, to }, number) => {
      if (shown[number]) tied.add(from).add(to);
    });
    const narrowed = this.least || this.year;
    cancelAnimationFrame(this.waiting);
    this.waiting = requestAnimationFrame(() => {
      this.drawing.edges.update(shown.map((is, id) => ({ id, hidden: !is })));
      this.drawing.nodes.update(
        this.data.nodes.map(({ id }) => ({ id, hidden: Boolean(narrowed) && !tied.has(id) })),
      );
      this.drawing.label();
      this.place.dataset.shown = String(shown.filter(Boolean).length);
    });
    return { nodes: NUMBERS.format(tied.size), ties: NUMBERS.format(shown.filter(Boolean).length) };
  }

  // Put a choice into the address of the page, and into those of the files and links on it.
  remember(name, value) {
    const changed = (address) => {
      const url = new URL(address, location.href);
      if (value === "") url.searchParams.delete(name);
      else url.searchParams.set(name, value);
      return url;
    };
    history.replaceState(null, "", changed(location.href));
    for (const link of document.querySelectorAll("[data-view-address]"))
      link.href = changed(link.href);
    const permanent = document.getElementById("code-permanent");
    permanent.textContent = changed(permanent.textContent);
    const embed = document.getElementById("code-embed");
    const frame = new DOMParser().parseFromString(embed.textContent, "text/html").body.firstChild;
    frame.setAttribute("src", changed(frame.getAttribute("src")));
    embed.textContent = frame.outerHTML;
  }

  // A picture of what is seen, as fine as the screen shows it, with the legend below.
  save() {
    const seen = this.place.querySelector("canvas");
    const style = getComputedStyle(document.documentElement);
    const value = (name) => style.getPropertyValue(name).trim();
    const groups = this.data.legends[this.place.dataset.colour];
    const scale = seen.width / this.place.clientWidth;
    const picture = document.createElement("canvas");
    const line = MARGIN * scale;
    picture.width = seen.width;
    picture.height = seen.height + 2 * line;
    const pen = picture.getContext("2d");
    pen.fillStyle = value("--surface");
    pen.fillRect(0, 0, picture.width, picture.height);
    pen.drawImage(seen, 0, 0);
    pen.font = `${SWATCH * scale}px ${this.drawing.face}`;
    let left = line;
    for (const { label, colour } of groups) {
      pen.fillStyle = value(colour === null ? "--other" : `--group-${colour}`);
      pen.fillRect(left, seen.height + line / 2, SWATCH * scale, SWATCH * scale);
      pen.fillStyle = value("--ink");
      pen.fillText(label, left + 1.4 * SWATCH * scale, seen.height + line / 2 + 0.85 * SWATCH * scale);
      left += pen.measureText(label).width + 2.8 * SWATCH * scale;
    }
    picture.toBlob((content) => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(content);
      link.download = this.figure.querySelector("[data-save]").dataset.save;
      link.click();
      URL.revokeObjectURL(link.href);
    });
  }
}

const form = document.getElementById("recipe");
form?.elements.show?.addEventListener("change", () => form.requestSubmit());

document.addEventListener("drawn", ({ detail: { drawing } }) => {
  if (drawing.data.legends) new View(drawing);
});

// What is left as it was does not stand in the address.
form?.addEventListener("formdata", ({ formData }) => {
  const usual = { weight: "count", show: "all", colour: "country", size: "degree", least: "0" };
  for (const [name, value] of [...formData])
    if (!value || usual[name] === value) {
      const kept = formData.getAll(name).filter((one) => one && one !== usual[name]);
      formData.delete(name);
      kept.forEach((one) => formData.append(name, one));
    }
});
