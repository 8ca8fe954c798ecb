// What was taken along: whose it is, lists and places, and for how long it may stay.
import { forget, recall, remember } from "./kept.js";
import * as server from "./server.js";

const LONGEST = 72 * 3600_000;
let held = null;

const isOld = (found) => !found || Date.now() - found.answered > LONGEST;

/** The area as it was last fetched; null where there is none, or the server was silent for 72 hours. */
export const taken = async () => {
  held ??= await recall("area").catch(() => null) ?? null;
  if (held && isOld(held)) await drop();
  return held;
};

/** Forgets all that was read. */
export const drop = async () => {
  held = null;
  await forget().catch(() => {});
};

/** Fetches what is new, and forgets what another account has read. Raises Unreached or SignedOut. */
export const refresh = async () => {
  const before = await taken();
  const found = await server.area(before?.tag); // another account's has another tag
  if (found && before && found.account !== before.account) await drop();
  held = { ...(found ?? before), answered: Date.now() };
  await remember("area", held).catch(() => {}); // without room it is fetched again
  return held;
};

const isInRing = ([x, y], ring) => {
  let inside = false;
  for (let at = 0, last = ring.length - 1; at < ring.length; last = at, at += 1) {
    const [ax, ay] = ring[at];
    const [bx, by] = ring[last];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
};

const isIn = (point, outline) => {
  const polygons = outline.type === "Polygon" ? [outline.coordinates] : outline.coordinates;
  return polygons.some(([outer, ...holes]) => isInRing(point, outer) && !holes.some((hole) => isInRing(point, hole)));
};

/** The grid (or larger area) around [longitude, latitude] by the outlines on this phone; null outside them all. */
export const around = (area, point) =>
  area.grounds.filter((one) => one.outline && isIn(point, one.outline)).sort((a, b) => b.code.length - a.code.length)[0] ?? null;

/** Metres between two points, near enough to sort a grid's matters. */
export const distance = ([ax, ay], [bx, by]) => {
  const metre = 111_320;
  return Math.hypot((ax - bx) * metre * Math.cos((ay * Math.PI) / 180), (ay - by) * metre);
};

/** Where a case lies: its point, or the middle of its building or grid; null where neither is known. */
export const pointOf = (area, one) => {
  if (one.longitude !== null) return [one.longitude, one.latitude];
  const ground = area.grounds.find(({ code }) => code === one.place_code) ?? area.grounds.find(({ code }) => code === one.area_code);
  return ground && ground.longitude !== null ? [ground.longitude, ground.latitude] : null;
};

/** Where the phone is now. Asked for by the person, told to nobody. */
export const here = () => new Promise((resolve, reject) => {
  if (!navigator.geolocation) reject(new Error("no position"));
  else {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve([coords.longitude, coords.latitude]), reject, { enableHighAccuracy: true, timeout: 15_000 },
    );
  }
});
