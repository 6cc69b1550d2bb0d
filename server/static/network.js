"use strict";

// Draws the networks of a page with vis-network, once they come into view. Positions come from
// the server, so a drawing stands still at once; colours come from the style sheet.

const STEP = 1.4;
const MARGIN = 0.86;
const READABLE = 12;
const LARGEST = 34;
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
    line: value("--tie"),
    accent: value("--accent"),
    kinds: Object.fromEntries(KINDS.map((kind) => [kind, value(`--${kind}`)])),
  };
}

function painted(node, middle, paint, size) {
  const colour = paint.kinds[node.id.split("/")[0]] ?? paint.ink;
  const strong = { background: colour, border: paint.ink };
  const inMiddle = node.id === middle;
  return {
    ...node,
    color: {
      background: colour,
      border: inMiddle ? paint.ink : colour,
      highlight: strong,
      hover: strong,
    },
    borderWidth: inMiddle ? 3 : 1,
    borderWidthSelected: 3,
    font: {
      color: paint.ink,
      size: inMiddle ? size * 1.2 : size,
      face: getComputedStyle(document.body).fontFamily,
      strokeWidth: size / 4,
      strokeColor: paint.surface,
    },
  };
}

function options(given, paint) {
  const coarse = matchMedia("(pointer: coarse)").matches;
  return {
    ...given,
    autoResize: true,
    edges: {
      ...given.edges,
      smooth: false,
      color: { color: paint.line, highlight: paint.accent, hover: paint.accent },
      scaling: { min: 1, max: 4 },
    },
    interaction: {
      ...given.interaction,
      hover: true,
      tooltipDelay: 80,
      zoomView: false,
      dragNodes: !coarse,
      selectConnectedEdges: true,
    },
  };
}

class Drawing {
  constructor(figure) {
    this.figure = figure;
    this.place = figure.querySelector(".drawing");
  }

  async draw() {
    try {
      const [vis, answer] = await Promise.all([
        load(this.place.dataset.library),
        fetch(this.place.dataset.source),
      ]);
      if (!answer.ok) throw new Error(answer.statusText);
      this.show(vis, await answer.json());
    } catch (error) {
      this.figure.querySelector(".drawing-failed").hidden = false;
      this.place.hidden = true;
    }
  }

  show(vis, data) {
    this.data = data;
    this.urls = new Map(data.nodes.map((node) => [node.id, node.url]));
    this.size = 14;
    const paint = colours();
    this.network = new vis.Network(
      this.place,
      { nodes: this.nodes(paint), edges: this.edges() },
      options(data.options, paint),
    );
    this.listen();
    this.settle();
    this.place.dataset.drawn = String(data.nodes.length);
  }

  // Fits the network into its frame, with labels of a size that can be read there.
  settle() {
    this.network.fit();
    const scale = this.network.getScale() * MARGIN;
    this.size = Math.min(Math.max(READABLE / scale, 12), LARGEST);
    this.network.setData({ nodes: this.nodes(colours()), edges: this.edges() });
    this.network.moveTo({ scale: Math.min(scale, 1.4) });
  }

  nodes(paint) {
    const middle = this.place.dataset.middle;
    return this.data.nodes.map((node) => painted(node, middle, paint, this.size));
  }

  edges() {
    return this.data.edges.map((edge) => ({ ...edge, width: Math.min(1 + (edge.width - 1) / 2, 5) }));
  }

  listen() {
    const canvas = this.place.querySelector("canvas");
    this.network.on("click", ({ nodes }) => {
      if (nodes.length) location.assign(this.urls.get(nodes[0]));
    });
    this.network.on("hoverNode", () => canvas.classList.add("over-node"));
    this.network.on("blurNode", () => canvas.classList.remove("over-node"));
    const zoom = this.figure.querySelector(".zoom");
    zoom.hidden = false;
    zoom.addEventListener("click", (event) => this.zoom(event.target.closest("[data-zoom]")));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.repaint());
  }

  zoom(button) {
    const animation = { duration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 200 };
    if (!button) return;
    if (button.dataset.zoom === "fit") return this.network.fit({ animation });
    const factor = button.dataset.zoom === "in" ? STEP : 1 / STEP;
    this.network.moveTo({ scale: this.network.getScale() * factor, animation });
  }

  repaint() {
    const paint = colours();
    this.network.setOptions(options(this.data.options, paint));
    this.network.setData({ nodes: this.nodes(paint), edges: this.edges() });
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
document.querySelectorAll("figure.network").forEach((figure) => watcher.observe(figure));
