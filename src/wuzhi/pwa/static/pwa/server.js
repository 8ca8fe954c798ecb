// Asks the API, and says what its answers mean. Nothing is kept here.
const ROOT = "/api/v1";
const PATIENCE = 15_000;
const PATIENCE_TO_SEND = 60_000; // a photo on a slow line

/** No answer, or one that says to come again. */
export class Unreached extends Error {}
/** Nobody is signed in, or someone without a post. */
export class SignedOut extends Error {}

const call = async (path, options = {}, patience = PATIENCE) => {
  let answer;
  try {
    answer = await fetch(`${ROOT}${path}`, {
      credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout?.(patience), ...options,
      headers: { "Accept-Language": document.documentElement.lang, ...options.headers },
    });
  } catch (error) {
    throw new Unreached(error.message);
  }
  if (answer.status === 401) throw new SignedOut();
  if (answer.status >= 500 || answer.status === 429) throw new Unreached(String(answer.status));
  return answer;
};

const read = async (answer) => {
  try {
    return await answer.json();
  } catch {
    throw new Unreached("no JSON"); // a portal of the network, or an answer cut short
  }
};

/** {account, name, roles, csrf} of whoever is signed in. */
export const me = async () => {
  const answer = await call("/me");
  if (answer.status === 403) throw new SignedOut();
  return read(answer);
};

/** The area as it is now, with its tag; null where it is the one of this tag. */
export const area = async (tag) => {
  const answer = await call("/area", tag ? { headers: { "If-None-Match": tag } } : {});
  if (answer.status === 304) return null;
  if (answer.status === 403) throw new SignedOut();
  if (!answer.ok) throw new Unreached(String(answer.status));
  return { tag: answer.headers.get("ETag") ?? "", ...(await read(answer)) };
};

/** A case as it is now; null where it is out of sight. */
export const matter = async (uuid) => {
  const answer = await call(`/cases/${uuid}`);
  return answer.ok ? read(answer) : null;
};

/** {ok, ...}: what people wrote in a case, after the look is on the record. */
export const look = async (uuid, purpose, contact) => {
  const { csrf } = await me();
  const answer = await call(`/cases/${uuid}/look`, {
    method: "POST", body: JSON.stringify({ purpose, contact }),
    headers: { "Content-Type": "application/json", "X-CSRFToken": csrf },
  });
  return { ok: answer.ok, ...(await read(answer)) };
};

const body = (entry) => {
  const said = JSON.stringify(entry.step ? { data: entry.data } : { process: entry.process, data: entry.data });
  if (!entry.files.length) return { body: said, headers: { "Content-Type": "application/json" } };
  const form = new FormData();
  form.append("body", said);
  for (const file of entry.files) form.append(file.key, new File([file.blob], file.name, { type: file.blob.type }));
  return { body: form, headers: {} };
};

/** Sends one entry: {status, found}. The same entry may be sent again: its key makes it one. */
export const deliver = async (entry, csrf) => {
  const { body: content, headers } = body(entry);
  const seen = entry.step ? { "If-Match": entry.revision === null ? "*" : `"${entry.revision}"` } : {};
  const path = entry.step ? `/cases/${entry.uuid}/steps/${entry.step}` : "/cases";
  const answer = await call(path, {
    method: "POST", body: content,
    headers: { ...headers, ...seen, "X-CSRFToken": csrf, "Idempotency-Key": entry.key },
  }, PATIENCE_TO_SEND);
  return { status: answer.status, found: await read(answer) };
};
