// What was entered goes out in its order, once, whatever happens to the page meanwhile. One tab sends at a time.
import { add, change, entries, lease, remove, sent } from "./kept.js";
import { hasLeft } from "./leaving.js";
import { deliver, matter, me, SignedOut, Unreached } from "./server.js";

const LOCK = "wuzhi-phone-send";
const LEASE = 120_000; // longer than one answer may take
const LONGEST = 300_000;
const HOLDER = crypto.randomUUID?.() ?? String(Math.random());
const listeners = new Set();
let tries = 0;
let timer = 0;
let again = false;

/** A UUID, also where the page was not opened over https. */
export const newId = () => crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(
  /[018]/g, (one) => (Number(one) ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (Number(one) / 4)))).toString(16),
);

/** Calls `hear` with {kind, entry, found}: kept, sent, stuck, unreached, signed-out, idle, or elsewhere (another tab). */
export const listen = (hear) => listeners.add(hear);
const hearAll = (told) => { for (const hear of listeners) hear(told); };
const tabs = globalThis.BroadcastChannel ? new BroadcastChannel("wuzhi-phone") : null;
tabs?.addEventListener("message", () => hearAll({ kind: "elsewhere", entry: null, found: null }));
const tell = (kind, entry = null, found = null) => {
  hearAll({ kind, entry, found });
  if (kind !== "unreached") tabs?.postMessage(kind);
};

/** Keeps entries, all or none, and begins to send. Rejects where there is no room: nothing is kept then. */
export const keep = async (rows) => {
  const empty = { process: "", uuid: "", step: "", opening: "", follows: "", data: {}, files: [], revision: null, stuck: null };
  await add(rows.map((row) => ({ ...empty, ...row, key: newId() })));
  tell("kept");
  send();
};

/** The matter an entry belongs to: a case, or the entry that opens it. */
export const matterOf = (entry) => entry.uuid || entry.opening || entry.id;

/** Sends what was refused once more, under a new key; `facts` are what the person changed: data, revision, files. */
export const resend = async (entry, facts = {}) => {
  await change({ ...entry, ...facts, stuck: null, key: newId() });
  send();
};

/** Lets an entry go, with those that can't be without it. */
export const letGo = async (entry) => {
  const rows = await entries();
  const gone = [entry];
  for (const row of rows) if (gone.some((one) => one.id === row.follows)) gone.push(row);
  await remove(gone);
  tell("idle");
};

// A reminder of the clock is nobody's step: where nothing else happened and the step is still open, it goes on as it was.
const onlyClock = async (entry) => {
  const now = await matter(entry.uuid);
  const open = now?.steps.some((step) => step.key === entry.step && step.why_not === null);
  return open && now.timeline.every((one) => one.number <= entry.revision || !one.who) ? now.revision : null;
};

const outcome = async (entry, { status, found }) => {
  if (status >= 200 && status < 300) {
    const revision = found.replayed ? (entry.revision ?? 0) + 1 : found.revision;
    await sent(entry, { uuid: found.uuid, revision });
    tell("sent", entry, found);
    return;
  }
  const revision = status === 412 ? await onlyClock(entry) : null;
  if (revision !== null) {
    await change({ ...entry, revision });
    return;
  }
  const stuck = { conflict: status === 412, status, detail: found.detail || found.title, errors: found.errors ?? [] };
  await change({ ...entry, stuck });
  tell("stuck", entry, found);
};

// The oldest that nothing holds up: what is stuck, or goes first, holds up its own matter alone.
const next = (rows) => rows.find((one) => !one.stuck && !one.follows
  && !rows.some((other) => other.number < one.number && matterOf(other) === matterOf(one)));

const run = async (mayGoOn) => {
  let who = await me();
  let asked = "";
  while (await mayGoOn()) {
    const row = next((await entries()).filter((one) => one.account === who.account));
    if (!row) break;
    const answer = await deliver(row, who.csrf);
    if (answer.status === 403 && asked !== row.key) {
      asked = row.key; // in another tab somebody may have signed in meanwhile: the same person, or another
      who = await me();
      continue;
    }
    await outcome(row, answer);
    tries = 0;
  }
  tell("idle");
};

const alone = async () => {
  if (navigator.locks) {
    await navigator.locks.request(LOCK, () => run(() => true));
    return;
  }
  const held = () => lease(LOCK, HOLDER, LEASE);
  if (!await held()) throw new Unreached("another page sends");
  await run(held).finally(() => lease(LOCK, HOLDER, 0));
};

const later = () => {
  clearTimeout(timer);
  timer = setTimeout(send, Math.min(LONGEST, 2000 * 2 ** Math.min(tries, 10)));
  tries += 1;
};

let running = false;
/** Sends what waits, as far as it goes now. */
export async function send() {
  if (running) {
    again = true;
    return;
  }
  running = true;
  try {
    if (!hasLeft() && (await entries()).some((one) => !one.stuck)) await alone();
  } catch (error) {
    if (error instanceof SignedOut) tell("signed-out");
    else if (error instanceof Unreached) {
      tell("unreached");
      later();
    } else throw error;
  } finally {
    running = false;
  }
  if (again) {
    again = false;
    send();
  }
}

addEventListener("online", () => { tries = 0; send(); });
document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
