// What one can do with a collaboration network once it is drawn: tell of what is pointed at, go
// through it by keys, find a thing, colour and size it anew, look at a year or at the heavy ties
// alone, and save it as a picture. What is chosen stands in the address of the page and in those of
// its links, so that each leads to the same view.

const LINE = 24;
const SWATCH = 14;
const NEAR = 1.2;
const FADED = 0.75;
const USUAL = { weight: "count", show: "all", colour: "country", size: "degree", least: "0" };
const NUMBERS = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 3 });

// So that names are found however they are written, also without their marks.
function folded(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

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
    const years = this.data.edges.flatMap((edge) => edge.years ?? []);
    this.years = [...new Set(years)].sort((one, other) => one - other);
    const { size, least, year } = this.place.dataset;
    this.measure = size;
    this.least = Number(least);
    this.year = Number(year);
    this.hidden = new Set();
    this.listen();
    if (this.least || this.year) this.filter();
  }

  listen() {
    this.figure.addEventListener("pointed", ({ detail }) => this.tell(detail));
    this.drawing.network.on("afterDrawing", (pen) => this.light(pen));
    this.figure.querySelector("[data-save]").addEventListener("click", () => this.save());
    this.place.tabIndex = 0;
    this.place.setAttribute("role", "application");
    this.place.setAttribute("aria-label", this.place.dataset.keys);
    this.place.addEventListener("keydown", (event) => this.key(event));
    if (!this.form) return;
    const { colour, size, least } = this.form.elements;
    colour.addEventListener("change", () => this.colour(colour.value));
    size.addEventListener("change", () => this.size(size.value));
    // Browsers refuse an address that is changed for each step of a slider.
    least?.addEventListener("input", () => this.lighten(least));
    least?.addEventListener("change", () => this.remember("least", least.value));
    this.offerYears(document.querySelector(".view-controls .year"));
    this.offerNames(document.querySelector(".view-controls .find"));
    // What was chosen before it was drawn, or is kept by the browser from an earlier visit.
    if (colour.value !== this.place.dataset.colour) this.colour(colour.value);
    if (size.value !== this.measure) this.size(size.value);
    if (least && Number(least.value) !== this.least) this.lighten(least);
  }

  // Let all fade but a thing and whom it is tied to, by laying the ground over the drawing and
  // drawing these once more, which is done at once also where there are thousands.
  light(pen) {
    if (!this.lit || this.drawing.nodes.get(this.lit.id).hidden) return;
    const { network, paint, edges } = this.drawing;
    const start = network.DOMtoCanvas({ x: 0, y: 0 });
    const end = network.DOMtoCanvas({ x: this.place.clientWidth, y: this.place.clientHeight });
    pen.save();
    pen.globalAlpha = FADED;
    pen.fillStyle = paint.surface;
    pen.fillRect(start.x, start.y, end.x - start.x, end.y - start.y);
    pen.restore();
    const ties = this.ties.get(this.lit.id).filter((number) => !edges.get(number).hidden);
    const ends = ties.flatMap((number) => [this.data.edges[number].from, this.data.edges[number].to]);
    for (const number of ties) network.body.edges[number].draw(pen);
    const names = [...new Set([...ends, this.lit.id])].map((id) => network.body.nodes[id].draw(pen));
    for (const { drawExternalLabel } of names) drawExternalLabel?.();
  }

  // Tell of a thing or a tie, in the words of the page.
  tell({ node, edge }) {
    this.told = { node, edge };
    const changes = node !== this.lit;
    this.lit = node;
    if (changes) this.drawing.network.redraw();
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
    const swatch = told.querySelector(".swatch");
    if (swatch) swatch.className = `swatch group-${parts.colour ?? "other"}`;
    panel.append(told);
  }

  aboutNode(node) {
    const { members } = node.values;
    const value = node.values[this.measure];
    const told = this.form?.elements.size.selectedOptions[0].textContent;
    const number = node.groups[this.place.dataset.colour];
    const group = this.data.legends[this.place.dataset.colour].find((one) => one.colour === number);
    return {
      label: node.title,
      countries: node.countries.join(", "),
      group: group?.label,
      colour: number,
      degree: NUMBERS.format(node.values.degree ?? this.ties.get(node.id).length),
      measure: members || this.measure === "degree" ? "" : told || this.place.dataset.measure,
      value: value === null || value === undefined ? "–" : NUMBERS.format(value),
      members: members && NUMBERS.format(members),
    };
  }

  aboutTie(edge) {
    const name = (id) => this.nodes.get(id).title;
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
      if (edges.length) this.choose({ edge: this.next(edges, this.chosen?.edge, step) });
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
    const ends = edge ? [edge.from, edge.to] : [node?.id].filter(Boolean);
    const edges = edge ? [this.data.edges.indexOf(edge)] : [];
    this.drawing.network.setSelection({ nodes: ends, edges }, { highlightEdges: Boolean(node) });
    this.bringIntoView(ends);
    this.tell({ node, edge });
  }

  bringIntoView(ids) {
    const { network } = this.drawing;
    const outside = ids.find((id) => {
      const { x, y } = network.canvasToDOM(network.getPosition(id));
      return x < 0 || y < 0 || x > this.place.clientWidth || y > this.place.clientHeight;
    });
    if (outside) network.moveTo({ position: network.getPosition(outside) });
  }

  colour(by) {
    this.place.dataset.colour = by;
    const legend = this.figure.querySelector(".legend");
    legend.replaceChildren(
      ...this.data.legends[by].map(({ label, colour }) => {
        const entry = document.createElement("li");
        const swatch = document.createElement("span");
        swatch.className = `swatch group-${colour ?? "other"}`;
        swatch.ariaHidden = "true";
        const count = document.createElement("span");
        count.className = "count";
        entry.append(swatch, label, " ", count);
        return entry;
      }),
    );
    this.count();
    for (const swatch of document.querySelectorAll(".swatch[data-node]"))
      swatch.className = `swatch group-${this.nodes.get(swatch.dataset.node)?.groups[by] ?? "other"}`;
    this.drawing.repaint();
    this.tell(this.told ?? {});
    this.remember("colour", by);
  }

  // Say in the legend how many of each group are shown.
  count() {
    const by = this.place.dataset.colour;
    const counts = this.figure.querySelectorAll(".legend .count");
    this.data.legends[by].forEach(({ colour }, place) => {
      const shown = this.data.nodes.filter(
        ({ id, groups }) => groups[by] === colour && !this.hidden.has(id),
      );
      counts[place].textContent = NUMBERS.format(shown.length);
    });
  }

  size(measure) {
    this.measure = measure;
    const [least, most] = this.data.radius;
    const value = ({ values }) => values.members ?? values[measure] ?? 0;
    const highest = Math.max(...this.data.nodes.map(value)) || 1;
    for (const node of this.data.nodes)
      node.size = least + (most - least) * Math.sqrt(value(node) / highest);
    this.drawing.rank();
    this.drawing.repaint();
    this.drawing.label();
    this.tell(this.told ?? {});
    this.remember("size", measure);
  }

  lighten(range) {
    this.least = Number(range.value);
    range.nextElementSibling.textContent = NUMBERS.format(this.least);
    this.filter();
  }

  offerNames(place) {
    place.hidden = false;
    const names = this.data.nodes.flatMap((node) =>
      [node.title, ...node.names].map((name) => [folded(name), node]),
    );
    const options = this.data.nodes.map(({ title }) => new Option(title));
    document.getElementById("drawn").replaceChildren(...options);
    const none = place.querySelector("output");
    const box = place.querySelector("input");
    // The cross that empties the box changes nothing until it is left.
    box.addEventListener("input", () => box.value || this.choose({}));
    box.addEventListener("change", ({ target }) => {
      const sought = folded(target.value.trim());
      const fits = (fit) => names.find(([name]) => fit(name))?.[1];
      const node =
        sought &&
        (fits((name) => name === sought) ??
          fits((name) => name.startsWith(sought)) ??
          fits((name) => name.includes(sought)));
      none.textContent = sought && !node ? none.dataset.none : "";
      if (!node) return this.choose({});
      this.from = node;
      this.choose({ node });
      const position = this.drawing.network.getPosition(node.id);
      this.drawing.network.moveTo({ position, scale: Math.max(NEAR, this.drawing.network.getScale()) });
      this.drawing.label();
    });
  }

  offerYears(place) {
    if (!place || this.years.length < 2) return;
    place.hidden = false;
    const range = place.querySelector("[type=range]");
    const kept = place.querySelector("[name=year]");
    range.max = String(this.years.length);
    const show = () => {
      const text = this.year ? filled(range.dataset.told, { year: this.year, ...this.filter() }) : "";
      range.nextElementSibling.textContent = text || range.dataset.all;
      range.setAttribute("aria-valuetext", text || range.dataset.all);
    };
    range.value = String(this.years.indexOf(this.year) + 1);
    if (this.year) show();
    range.addEventListener("input", () => {
      this.year = this.years[Number(range.value) - 1] ?? 0;
      kept.value = this.year || "";
      this.filter();
      show();
    });
    range.addEventListener("change", () => this.remember("year", kept.value));
  }

  // Hide what is too light or of other years; at most once for each frame that is painted.
  filter() {
    const shown = this.data.edges.map(
      ({ weight, years }) => weight >= this.least && (!this.year || years?.includes(this.year)),
    );
    const tied = new Set();
    this.data.edges.forEach(({ from, to }, number) => {
      if (shown[number]) tied.add(from).add(to);
    });
    const ids = this.data.nodes.map(({ id }) => id);
    this.hidden = new Set(ids.filter((id) => this.ties.get(id).length > 0 && !tied.has(id)));
    this.tell({});
    cancelAnimationFrame(this.waiting);
    this.waiting = requestAnimationFrame(() => {
      this.drawing.edges.update(shown.map((is, id) => ({ id, hidden: !is })));
      this.drawing.nodes.update(ids.map((id) => ({ id, hidden: this.hidden.has(id) })));
      this.count();
      this.drawing.label();
      this.place.dataset.shown = String(shown.filter(Boolean).length);
    });
    const nodes = NUMBERS.format(ids.length - this.hidden.size);
    return { nodes, ties: NUMBERS.format(shown.filter(Boolean).length) };
  }

  // Put a choice into the address of the page, and into those of the files and links on it.
  remember(name, value) {
    const changed = (address) => {
      const url = new URL(address, location.href);
      if (!value || USUAL[name] === value) url.searchParams.delete(name);
      else url.searchParams.set(name, value);
      return url;
    };
    history.replaceState(null, "", changed(location.href));
    for (const link of document.querySelectorAll("a[href]"))
      if (link.dataset.viewAddress !== undefined || this.leadsHere(link)) link.href = changed(link.href);
    for (const field of document.querySelectorAll(`.as-of [name="${name}"]`)) field.value = value;
    const permanent = document.getElementById("code-permanent");
    permanent.textContent = changed(permanent.textContent);
    const embed = document.getElementById("code-embed");
    const frame = new DOMParser().parseFromString(embed.textContent, "text/html").body.firstChild;
    frame.setAttribute("src", changed(frame.getAttribute("src")));
    embed.textContent = frame.outerHTML;
  }

  // Whether a link leads to the same network, in another order, part or language.
  leadsHere(link) {
    const own = ["between", "by"].every(
      (name) =>
        String(new URL(link.href).searchParams.getAll(name)) ===
        String(new URL(location.href).searchParams.getAll(name)),
    );
    return own && link.pathname === location.pathname;
  }

  // A picture of what is seen, as fine as the screen shows it, with the legend below.
  save() {
    const seen = this.place.querySelector("canvas");
    const style = getComputedStyle(document.documentElement);
    const value = (name) => style.getPropertyValue(name).trim();
    const scale = seen.width / this.place.clientWidth;
    const picture = document.createElement("canvas");
    const pen = picture.getContext("2d");
    const font = `${SWATCH * scale}px ${this.drawing.face}`;
    pen.font = font;
    const legend = this.placed(pen, seen.width, scale);
    picture.width = seen.width;
    picture.height = seen.height + (legend.rows + 1) * LINE * scale;
    pen.fillStyle = value("--surface");
    pen.fillRect(0, 0, picture.width, picture.height);
    pen.drawImage(seen, 0, 0);
    pen.font = font;
    for (const { label, colour, left, row } of legend.entries) {
      const top = seen.height + (row + 0.5) * LINE * scale;
      pen.fillStyle = value(colour === null ? "--other" : `--group-${colour}`);
      pen.fillRect(left, top, SWATCH * scale, SWATCH * scale);
      pen.fillStyle = value("--ink");
      pen.fillText(label, left + 1.4 * SWATCH * scale, top + 0.85 * SWATCH * scale);
    }
    picture.toBlob((content) => {
      if (!content) return;
      const link = document.createElement("a");
      link.href = URL.createObjectURL(content);
      link.download = this.figure.querySelector("[data-save]").dataset.save;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    });
  }

  // Where the entries of the legend stand, in rows that are no wider than the picture.
  placed(pen, width, scale) {
    const margin = LINE * scale;
    let left = margin;
    let row = 0;
    const entries = this.data.legends[this.place.dataset.colour].map(({ label, colour }) => {
      const own = pen.measureText(label).width + 2.8 * SWATCH * scale;
      if (left > margin && left + own > width) {
        left = margin;
        row += 1;
      }
      const entry = { label, colour, left, row };
      left += own;
      return entry;
    });
    return { entries, rows: row + 1 };
  }
}

const form = document.getElementById("recipe");
document.addEventListener("drawn", ({ detail: { drawing } }) => {
  if (drawing.data.legends) new View(drawing);
});

// What cannot be tied by something is not offered it.
function offer() {
  const unfit = JSON.parse(form.dataset.unfit);
  for (const box of form.querySelectorAll("[name=by]"))
    box.disabled = unfit.some(
      ([between, by]) => between === form.elements.between.value && by === box.value,
    );
}
if (form) {
  form.elements.between.addEventListener("change", offer);
  offer();
}

// What is left as it was does not stand in the address.
form?.addEventListener("formdata", ({ formData }) => {
  for (const [name, value] of [...formData])
    if (!value || USUAL[name] === value) {
      const kept = formData.getAll(name).filter((one) => one && one !== USUAL[name]);
      formData.delete(name);
      kept.forEach((one) => formData.append(name, one));
    }
});
