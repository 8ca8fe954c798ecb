// What this browser keeps: `wuzhi-phone` holds what waits to be sent, `wuzhi-phone-read` what was read and may go.
const WAITING = "wuzhi-phone";
const READ = "wuzhi-phone-read";
const RESERVE = 1_500_000; // bytes: a matter with its photos

const answered = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

const open = (name, version, build) => new Promise((resolve, reject) => {
  const request = indexedDB.open(name, version);
  request.onupgradeneeded = () => build(request.result);
  request.onsuccess = () => {
    // Another page that deletes it, or a newer version of this one, must not wait for us.
    request.result.onversionchange = () => request.result.close();
    resolve(request.result);
  };
  request.onerror = () => reject(request.error);
  request.onblocked = () => reject(new Error("blocked"));
});

const openWaiting = () => open(WAITING, 1, (made) => {
  made.createObjectStore("entries", { keyPath: "number", autoIncrement: true }).createIndex("id", "id", { unique: true });
  made.createObjectStore("leases", { keyPath: "name" });
  made.createObjectStore("reserve");
});
const openRead = () => open(READ, 1, (made) => made.createObjectStore("facts"));

// Opened for each piece of work and closed after it: a connection that stays open is lost when a browser sleeps.
const within = async (opening, stores, mode, work) => {
  const database = await opening();
  try {
    const transaction = database.transaction(stores, mode, mode === "readwrite" ? { durability: "strict" } : undefined);
    const done = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error ?? new Error("aborted"));
    });
    done.catch(() => {});
    const found = await work(...[stores].flat().map((one) => transaction.objectStore(one)));
    await done;
    return found;
  } finally {
    database.close();
  }
};

/** Everything that waits, oldest first. */
export const entries = () => within(openWaiting, "entries", "readonly", (store) => answered(store.getAll()));

const write = (rows) => within(openWaiting, "entries", "readwrite", (store) => {
  for (const row of rows) store.add(row);
});

/** Sets room aside for what is entered last; false where the phone is full. No browser says truly how much is left. */
export const holdReserve = async () => {
  try {
    await within(openWaiting, "reserve", "readwrite", async (store) => {
      if (!await answered(store.count())) store.put(new Blob([new Uint8Array(RESERVE)]), "room");
    });
    return true;
  } catch {
    return false;
  }
};

/** Writes new entries, all or none of them; resolves when they are on the disk. A full phone gives its reserve. */
export const add = async (rows) => {
  try {
    await write(rows);
  } catch {
    await within(openWaiting, "reserve", "readwrite", (store) => answered(store.clear()));
    await write(rows);
  }
};

/** Writes an entry that is there already. */
export const change = (row) => within(openWaiting, "entries", "readwrite", (store) => answered(store.put(row)));

/** Takes entries away. */
export const remove = (rows) => within(openWaiting, "entries", "readwrite", (store) => {
  for (const row of rows) store.delete(row.number);
});

/** Takes away what was sent and tells those that follow it where they belong, in one write. */
export const sent = (row, facts) => within(openWaiting, "entries", "readwrite", async (store) => {
  for (const one of await answered(store.getAll())) {
    if (one.follows === row.id) store.put({ ...one, follows: "", ...facts });
  }
  store.delete(row.number);
});

/** Takes the lease of this name for so many milliseconds, if nobody else holds it; for browsers without locks. */
export const lease = (name, holder, milliseconds) => within(openWaiting, "leases", "readwrite", async (store) => {
  const held = await answered(store.get(name));
  if (held && held.holder !== holder && held.until > Date.now()) return false;
  store.put({ name, holder, until: Date.now() + milliseconds });
  return true;
});

/** A fact that was read, undefined where there is none. */
export const recall = (key) => within(openRead, "facts", "readonly", (store) => answered(store.get(key)));

/** Keeps a fact that was read. */
export const remember = (key, value) => within(openRead, "facts", "readwrite", (store) => answered(store.put(value, key)));

/** Forgets all that was read; what waits stays. */
export const forget = () => within(openRead, "facts", "readwrite", (store) => answered(store.clear()));

/** Whether this browser keeps anything at all. */
export const canKeep = async () => {
  try {
    await entries();
    return true;
  } catch {
    return false;
  }
};
