// Public matters on the map: the server counts by square, this file draws what it says. The list beside it says the same.
import { circle, drawMap } from "../core/map.js";
import { Marker, Popup } from "../vendor/maplibre-gl.mjs";

const frame = document.querySelector("[data-near]");
const box = frame?.querySelector(".wz-map");
const said = frame?.querySelector("[data-near-said]");
const NEAREST = 15; // a square of 130 m is then as wide as a thumb

const pinIcon = (what) => {
  const name = document.querySelector(".icon use").getAttribute("href").split("#")[0];
  const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  icon.setAttribute("class", "icon");
  icon.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${name}#${what}`);
  icon.append(use);
  return icon;
};

const link = (matter) => {
  const element = document.createElement("a");
  element.href = matter.url;
  element.className = `wz-map-circle wz-near-pin${matter.ended ? " wz-near-ended" : ""}`;
  element.title = `${matter.title} · ${matter.state}`;
  element.setAttribute("aria-label", element.title);
  element.append(pinIcon(matter.ended ? "check" : "map-pin"));
  return element;
};

const listed = (matters) => {
  const list = document.createElement("ul");
  list.className = "wz-near-popup";
  for (const matter of matters) {
    const line = document.createElement("li");
    const title = Object.assign(document.createElement("a"), { href: matter.url, textContent: matter.title });
    line.append(title, document.createElement("br"), matter.state);
    list.append(line);
  }
  return list;
};

class Layer {
  constructor(map) {
    this.map = map;
    this.markers = [];
    this.asked = 0;
  }

  put(element, point) {
    this.markers.push(new Marker({ element }).setLngLat(point).addTo(this.map));
  }

  square([longitude, latitude, count, name]) {
    const element = circle(count, box.dataset.many);
    element.addEventListener("click", () => {
      const zoom = Number(name.split("-")[0]);
      if (this.map.getZoom() < NEAREST) this.map.easeTo({ center: [longitude, latitude], zoom: Math.max(zoom - 1, this.map.getZoom() + 1) });
      else location.href = `${box.dataset.list}?${this.choice({ square: name })}`;
    });
    this.put(element, [longitude, latitude]);
  }

  place(matters) {
    const point = [matters[0].longitude, matters[0].latitude];
    if (matters.length === 1) {
      this.put(link(matters[0]), point);
      return;
    }
    const element = circle(matters.length, box.dataset.several);
    element.addEventListener("click", (event) => {
      event.stopPropagation();
      new Popup({ maxWidth: "20rem", focusAfterOpen: true }).setLngLat(point).setDOMContent(listed(matters)).addTo(this.map);
    });
    this.put(element, point);
  }

  choice(more) {
    const asked = { kind: box.dataset.kind, state: box.dataset.state, q: box.dataset.words, ...more };
    return new URLSearchParams(Object.entries(asked).filter(([, value]) => value !== ""));
  }

  async fill() {
    this.asked += 1;
    const mine = this.asked;
    const edges = this.map.getBounds();
    const part = { west: edges.getWest(), south: edges.getSouth(), east: edges.getEast(), north: edges.getNorth() };
    let found = null;
    try {
      const answer = await fetch(`${box.dataset.squares}?${this.choice({ ...part, zoom: this.map.getZoom().toFixed(2) })}`);
      found = answer.ok ? await answer.json() : null;
    } catch { /* no network: said below */ }
    if (mine !== this.asked) return;
    for (const marker of this.markers) marker.remove();
    this.markers = [];
    if (!found) {
      said.textContent = box.dataset.failed;
      return;
    }
    const places = new Map();
    for (const matter of found.matters) {
      const key = `${matter.longitude} ${matter.latitude}`;
      places.set(key, [...(places.get(key) ?? []), matter]);
    }
    for (const one of found.squares) this.square(one);
    for (const matters of places.values()) this.place(matters);
    said.textContent = found.total ? `${box.dataset.total} ${found.total}` : box.dataset.none;
  }
}

const begin = async () => {
  frame.hidden = false;
  const map = await drawMap(box);
  if (!map) {
    frame.hidden = true;
    return;
  }
  map.setMaxZoom(17);
  const layer = new Layer(map);
  const edges = (box.dataset.box ?? "").split(",").map(Number);
  if (edges.length === 4) map.fitBounds([edges.slice(0, 2), edges.slice(2)], { padding: 24, maxZoom: NEAREST, animate: false });
  map.on("moveend", () => layer.fill());
  layer.fill();
};

if (frame) begin();
