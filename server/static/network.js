"use strict";

// Draws the networks of a page with vis-network, once they come into view, also those that are
// placed on the page later. Positions come from the server, with the drawing or from an address of
// its own, so a drawing stands still at once; colours come from the style sheet. Where names
// would cover each other, those of the better tied things are shown, and more as one comes nearer.
// What is pointed at, and that a drawing stands, is told by events of its figure, so that a page
// can add to it.

const STEP = 1.4;
const NEAREST = 2.2;
const LEAST_STRETCH = 0.6;
const MOST_STRETCH = 1.4;
const MARGIN = 0.86;
const FONT = 14;
const READABLE = 12;
const LINE = 1.15;
const LEADING = 0.1;
const KINDS = ["person", "organisation", "event", "initiative"];
const GROUPS = 8;
// Names beyond these hardly ever find room.
const MOST_NAMED = 250;
const MANY_TIES = 1500;

let library;

function load(address) {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => resolve(window.vis);
    script.onerror = reject;
    document.head.append(script);
  });
  return library;
}

function colours() {
  const style = getComputedStyle(document.documentElement);
  const value = (name) => style.getPropertyValue(name).trim();
  return {
    ink: value("--ink"),
    surface: value("--surface"),
    tie: value("--tie"),
    accent: value("--accent"),
    other: value("--other"),
    kinds: Object.fromEntries(KINDS.map((kind) => [kind, value(`--${kind}`)])),
    groups: Array.from({ length: GROUPS }, (_, number) => value(`--group-${number}`)),
  };
}

function options(given, paint, many) {
  const opacity = many ? 0.35 : 1;
  const color = { color: paint.tie, highlight: paint.accent, hover: paint.accent, opacity };
  return {
    ...given,
    edges: { ...given.edges, smooth: false, color },
    interaction: {
      ...given.interaction,
      hover: true,
      tooltipDelay: 60,
      zoomView: false,
      dragNodes: !coarse(),
    },
  };
}

function coarse() {
  return matchMedia("(pointer: coarse)").matches;
}

function overlap(one, other) {
  return (
    one.left < other.right &&
    other.left < one.right &&
    one.top < other.bottom &&
    other.top < one.bottom
  );
}

function extent(values) {
  return Math.max(...values) - Math.min(...values) || 1;
}

function middleOf(values) {
  return (Math.max(...values) + Math.min(...values)) / 2;
}

function within(box, frame) {
  return box.left > 0 && box.top > 0 && box.right < frame.right && box.bottom < frame.bottom;
}

class Drawing {
  constructor(figure) {
    this.figure = figure;
    this.place = figure.querySelector(".drawing");
    this.face = getComputedStyle(document.body).fontFamily;
    this.pen = document.createElement("canvas").getContext("2d");
    this.factor = 1;
  }

  async draw() {
    try {
      const [vis, data] = await Promise.all([load(this.place.dataset.library), this.read()]);
      this.show(vis, data);
    } catch (error) {
      console.error(error);
      this.figure.querySelector(".drawing-failed").hidden = false;
      this.place.hidden = true;
    }
  }

  async read() {
    const own = this.place.querySelector("script[type='application/json']");
    if (own) return JSON.parse(own.textContent);
    const answer = await fetch(this.place.dataset.source);
    if (!answer.ok) throw new Error(answer.statusText);
    return answer.json();
  }

  // What takes long on a slow phone is done in two tasks, so that the page answers between them.
  show(vis, data) {
    this.data = data;
    this.paint = colours();
    this.stretch = this.stretched();
    const view = this.view();
    const readable = READABLE / (FONT * view.scale);
    this.factor = data.legends ? readable : Math.max(readable, 0.8);
    this.rank();
    this.nodes = new vis.DataSet(data.nodes.map((node) => ({ ...this.painted(node), label: " " })));
    const most = Math.max(...data.edges.map((edge) => edge.width));
    this.edges = new vis.DataSet(
      data.edges.map((edge, id) => ({
        id,
        from: edge.from,
        to: edge.to,
        title: edge.title || undefined,
        dashes: edge.dashes ?? false,
        selectionWidth: 3,
        width: data.legends
          ? 0.6 + (4 * edge.width) / most
          : Math.min(1 + (edge.width - 1) / 2, 5),
      })),
    );
    this.network = new vis.Network(
      this.place,
      { nodes: this.nodes, edges: this.edges },
      options(data.options, this.paint, data.edges.length > MANY_TIES),
    );
    this.network.moveTo(view);
    // A picture is nothing that keys can do anything with; what adds keys to it takes it back in.
    this.place.querySelector(".vis-network").tabIndex = -1;
    requestAnimationFrame(() => {
      this.label();
      this.listen();
      this.tell("drawn", { drawing: this });
      this.place.dataset.drawn = String(data.nodes.length);
    });
  }

  tell(type, detail) {
    this.figure.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
  }

  rank() {
    const middle = this.place.dataset.middle;
    this.byRank = [...this.data.nodes].sort(
      (one, other) => (other.id === middle) - (one.id === middle) || other.size - one.size,
    );
  }

  // Returns by how much to widen the network, so that its shape is nearer to that of its frame.
  stretched() {
    const { nodes } = this.data;
    const own = extent(nodes.map(({ x }) => x)) / extent(nodes.map(({ y }) => y));
    const frame = this.place.clientWidth / this.place.clientHeight;
    return Math.min(Math.max(frame / own, LEAST_STRETCH), MOST_STRETCH);
  }

  painted(node) {
    const colour = this.colour(node);
    const strong = { background: colour, border: this.paint.ink };
    const inMiddle = node.id === this.place.dataset.middle;
    return {
      ...node,
      x: node.x * this.stretch,
      title: this.data.legends ? undefined : node.title,
      size: this.radius(node),
      color: {
        background: colour,
        border: inMiddle ? this.paint.ink : colour,
        highlight: strong,
        hover: strong,
      },
      borderWidth: inMiddle ? 3 : 1,
      font: {
        face: this.face,
        color: this.paint.ink,
        size: FONT * this.factor,
        strokeWidth: 3 * this.factor,
        strokeColor: this.paint.surface,
      },
    };
  }

  // By its group where the page says so, else by its kind.
  colour(node) {
    const by = this.place.dataset.colour;
    if (by && node.groups) return this.paint.groups[node.groups[by]] ?? this.paint.other;
    return this.paint.kinds[node.id.split("/")[0]] ?? this.paint.ink;
  }

  // Where things were laid out to fill a frame, they have the room that their sizes were made for.
  radius(node) {
    return node.size * (this.data.legends ? Math.min(1, this.stretch) : this.factor ** 0.7);
  }

  // Returns how to look at the network so that it fits into its frame.
  view() {
    const across = this.data.nodes.map(({ x }) => x * this.stretch);
    const down = this.data.nodes.map(({ y }) => y);
    const { clientWidth, clientHeight } = this.place;
    const nearest = this.data.legends ? NEAREST : STEP;
    const fitting = Math.min(clientWidth / extent(across), clientHeight / extent(down), nearest);
    return { position: { x: middleOf(across), y: middleOf(down) }, scale: fitting * MARGIN };
  }

  // Shows the names for which there is room below or above their things; those of the things
  // with the most ties first, and these even where they cover a lesser thing, though as few of
  // these as can be.
  label() {
    const frame = { right: this.place.clientWidth, bottom: this.place.clientHeight };
    const visible = this.byRank.filter(({ id }) => !this.nodes.get(id).hidden);
    const shapes = new Map(visible.map((node) => [node.id, this.shape(node)]));
    const seen = visible.filter(({ id }) => within(shapes.get(id), frame)).slice(0, MOST_NAMED);
    const leading = Math.ceil(seen.length * LEADING);
    const kept = [];
    const named = new Map();
    seen.forEach((node, rank) => {
      const own = shapes.get(node.id);
      const boxes = this.nameBoxes(node, own).filter(
        (box) => within(box, frame) && !kept.some((other) => overlap(box, other)),
      );
      const covered = boxes.map((box) => {
        let number = 0;
        for (const other of shapes.values()) number += other !== own && overlap(box, other);
        return { box, number };
      });
      const [best] = covered
        .filter(({ number }) => rank < leading || !number)
        .sort((one, other) => one.number - other.number);
      if (!best) return;
      kept.push(best.box);
      named.set(node.id, best.box.shift / this.network.getScale());
    });
    this.nodes.update(
      this.byRank.map(({ id, label }) => ({
        id,
        label: named.has(id) ? label : " ",
        font: { vadjust: named.get(id) ?? 0 },
      })),
    );
  }

  shape(node) {
    const { x, y } = this.network.canvasToDOM(this.network.getPosition(node.id));
    const radius = this.radius(node) * this.network.getScale();
    return { left: x - radius, right: x + radius, top: y - radius, bottom: y + radius };
  }

  nameBoxes(node, shape) {
    const size = FONT * this.factor * this.network.getScale();
    const lines = node.label.split("\n");
    this.pen.font = `${size}px ${this.face}`;
    const half = Math.max(...lines.map((line) => this.pen.measureText(line).width)) / 2;
    const middle = (shape.left + shape.right) / 2;
    const height = lines.length * size * LINE;
    const gap = size / 3;
    const below = shape.bottom + gap;
    const above = shape.top - gap - height;
    return [below, above].map((top) => ({
      left: middle - half,
      right: middle + half,
      top,
      bottom: top + height,
      shift: top - below,
    }));
  }

  listen() {
    const canvas = this.place.querySelector("canvas");
    const byId = new Map(this.data.nodes.map((node) => [node.id, node]));
    const pointed = (node, edge) => {
      this.pointed = { node: byId.get(node), edge: this.data.edges[edge] };
      canvas.classList.toggle("over-node", Boolean(this.address(this.pointed)));
      this.tell("pointed", this.pointed);
    };
    this.network.on("hoverNode", ({ node }) => pointed(node));
    this.network.on("hoverEdge", ({ edge }) => pointed(undefined, edge));
    for (const event of ["blurNode", "blurEdge"]) this.network.on(event, () => pointed());
    this.network.on("click", ({ nodes, edges }) => {
      // A finger cannot hover: its first touch tells what there is, with a link to follow. A mouse
      // opens what was told, of several ties that lie close the one and no other.
      if (!this.pointed || coarse()) pointed(nodes[0], nodes.length ? undefined : edges[0]);
      if (!this.data.legends || !coarse()) this.open(this.pointed);
    });
    for (const event of ["animationFinished", "dragEnd", "zoom", "resize"])
      this.network.on(event, () => requestAnimationFrame(() => this.label()));
    const zoom = this.figure.querySelector(".zoom");
    zoom.hidden = false;
    zoom.addEventListener("click", (event) => this.zoom(event.target.closest("[data-zoom]")));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.repaint());
  }

  // The address of a page, in the language and as of the day of this one.
  asAsked(address) {
    const url = new URL(address, location.href);
    if (url.origin !== location.origin) return address;
    const asked = new URL(this.place.dataset.source || location.href, location.href).searchParams;
    for (const name of ["asof", "lang"])
      if (asked.has(name)) url.searchParams.set(name, asked.get(name));
    return url.pathname + url.search;
  }

  address({ node, edge }) {
    if (node) return node.url && this.asAsked(node.url);
    if (!edge) return "";
    if (edge.url || !this.place.dataset.pair) return edge.url ?? "";
    const ends = new URLSearchParams({ one: edge.from, other: edge.to });
    return `${this.place.dataset.pair}&${ends}`;
  }

  open(what) {
    const address = this.address(what);
    if (address) (this.place.closest(".embedded") ? open(address, "_top") : location.assign(address));
  }

  zoom(button) {
    if (!button?.dataset.zoom) return;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const animation = { duration: still ? 1 : 200 };
    if (button.dataset.zoom === "fit") return this.network.fit({ animation, maxZoomLevel: STEP });
    const factor = button.dataset.zoom === "in" ? STEP : 1 / STEP;
    this.network.moveTo({ scale: this.network.getScale() * factor, animation });
  }

  repaint() {
    this.paint = colours();
    const many = this.data.edges.length > MANY_TIES;
    this.network.setOptions(options(this.data.options, this.paint, many));
    const named = new Map(this.nodes.get().map((node) => [node.id, node.label]));
    const places = this.network.getPositions();
    this.nodes.update(
      this.data.nodes.map((node) => ({
        ...this.painted(node),
        ...places[node.id],
        label: named.get(node.id),
      })),
    );
  }
}

const watcher = new IntersectionObserver(
  (entries) => {
    for (const entry of entries.filter((one) => one.isIntersecting)) {
      watcher.unobserve(entry.target);
      new Drawing(entry.target).draw();
    }
  },
  { rootMargin: "200px" },
);

function watch(place) {
  place.querySelectorAll("figure.network").forEach((figure) => watcher.observe(figure));
}

watch(document);
document.addEventListener("placed", (event) => watch(event.target));
