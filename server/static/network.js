"use strict";

// Draws the networks of a page with vis-network, once they come into view, also those that are
// placed on the page later. Positions come from the server, with the drawing or from an address of
// its own, so a drawing stands still at once; colours come from the style sheet. Where names
// would cover each other, those of the better tied things are shown, and more as one comes nearer.

const STEP = 1.4;
const LEAST_STRETCH = 0.6;
const MOST_STRETCH = 1.4;
const MARGIN = 0.86;
const FONT = 14;
const READABLE = 12;
const LINE = 1.15;
const LEADING = 0.1;
const KINDS = ["person", "organisation", "event", "initiative"];

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
    kinds: Object.fromEntries(KINDS.map((kind) => [kind, value(`--${kind}`)])),
  };
}

function options(given, paint) {
  const coarse = matchMedia("(pointer: coarse)").matches;
  const color = { color: paint.tie, highlight: paint.accent, hover: paint.accent };
  return {
    ...given,
    edges: { ...given.edges, smooth: false, color },
    interaction: {
      ...given.interaction,
      hover: true,
      tooltipDelay: 60,
      zoomView: false,
      dragNodes: !coarse,
    },
  };
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
    const middle = this.place.dataset.middle;
    this.data = data;
    this.paint = colours();
    this.stretch = this.stretched();
    const view = this.view();
    this.factor = Math.max(READABLE / (FONT * view.scale), 0.8);
    this.byRank = [...data.nodes].sort(
      (one, other) => (other.id === middle) - (one.id === middle) || other.size - one.size,
    );
    this.nodes = new vis.DataSet(data.nodes.map((node) => ({ ...this.painted(node), label: " " })));
    this.edges = new vis.DataSet(
      data.edges.map((edge) => ({ ...edge, width: Math.min(1 + (edge.width - 1) / 2, 5) })),
    );
    this.network = new vis.Network(
      this.place,
      { nodes: this.nodes, edges: this.edges },
      options(data.options, this.paint),
    );
    this.network.moveTo(view);
    requestAnimationFrame(() => {
      this.label();
      this.listen();
      this.place.dataset.drawn = String(data.nodes.length);
    });
  }

  // Returns by how much to widen the network, so that its shape is nearer to that of its frame.
  stretched() {
    const { nodes } = this.data;
    const own = extent(nodes.map(({ x }) => x)) / extent(nodes.map(({ y }) => y));
    const frame = this.place.clientWidth / this.place.clientHeight;
    return Math.min(Math.max(frame / own, LEAST_STRETCH), MOST_STRETCH);
  }

  painted(node) {
    const colour = this.paint.kinds[node.id.split("/")[0]] ?? this.paint.ink;
    const strong = { background: colour, border: this.paint.ink };
    const inMiddle = node.id === this.place.dataset.middle;
    return {
      ...node,
      x: node.x * this.stretch,
      size: node.size * this.factor ** 0.7,
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

  // Returns how to look at the network so that it fits into its frame.
  view() {
    const across = this.data.nodes.map(({ x }) => x * this.stretch);
    const down = this.data.nodes.map(({ y }) => y);
    const { clientWidth, clientHeight } = this.place;
    const fitting = Math.min(clientWidth / extent(across), clientHeight / extent(down), STEP);
    return { position: { x: middleOf(across), y: middleOf(down) }, scale: fitting * MARGIN };
  }

  // Shows the names for which there is room below or above their things; those of the things
  // with the most ties first, and these even where they cover a lesser thing, though as few of
  // these as can be.
  label() {
    const shapes = this.byRank.map((node) => this.shape(node));
    const frame = { right: this.place.clientWidth, bottom: this.place.clientHeight };
    const leading = Math.ceil(shapes.length * LEADING);
    const kept = [];
    const updates = this.byRank.map((node, rank) => {
      const others = shapes.filter((_, number) => number !== rank);
      const boxes = this.nameBoxes(node, shapes[rank]);
      const covered = (box, obstacles) => obstacles.filter((other) => overlap(box, other)).length;
      const [box] = boxes
        .filter((box) => within(box, frame) && !covered(box, kept))
        .filter((box) => rank < leading || !covered(box, others))
        .sort((one, other) => covered(one, others) - covered(other, others));
      if (box) kept.push(box);
      return {
        id: node.id,
        label: box ? node.label : " ",
        font: { vadjust: box ? box.shift / this.network.getScale() : 0 },
      };
    });
    this.nodes.update(updates);
  }

  shape(node) {
    const { x, y } = this.network.canvasToDOM(this.network.getPosition(node.id));
    const radius = node.size * this.factor ** 0.7 * this.network.getScale();
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
    const urls = new Map(this.data.nodes.map((node) => [node.id, node.url]));
    this.network.on("click", ({ nodes }) => {
      if (urls.get(nodes[0])) location.assign(urls.get(nodes[0]));
    });
    this.network.on("hoverNode", ({ node }) => {
      if (urls.get(node)) canvas.classList.add("over-node");
    });
    this.network.on("blurNode", () => canvas.classList.remove("over-node"));
    for (const event of ["animationFinished", "dragEnd", "zoom", "resize"])
      this.network.on(event, () => requestAnimationFrame(() => this.label()));
    const zoom = this.figure.querySelector(".zoom");
    zoom.hidden = false;
    zoom.addEventListener("click", (event) => this.zoom(event.target.closest("[data-zoom]")));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.repaint());
  }

  zoom(button) {
    if (!button) return;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const animation = { duration: still ? 1 : 200 };
    if (button.dataset.zoom === "fit") return this.network.fit({ animation, maxZoomLevel: STEP });
    const factor = button.dataset.zoom === "in" ? STEP : 1 / STEP;
    this.network.moveTo({ scale: this.network.getScale() * factor, animation });
  }

  repaint() {
    this.paint = colours();
    this.network.setOptions(options(this.data.options, this.paint));
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
