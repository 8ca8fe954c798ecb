// Between a form and the queue: what can't be read or kept is told at once, and nothing that was typed is lost.
import { entered, missing } from "./form.js";
import { announce, say } from "./page.js";

/** What the form says; null, and told why, where a choice is missing or a photo is none. */
export const gathered = async (form, schema, left = []) => {
  const unchosen = missing(form, schema, left);
  if (unchosen) {
    announce(say("choose"), "bad");
    unchosen.focus();
    return null;
  }
  try {
    return await entered(form, schema, left);
  } catch {
    announce(say("noPicture"), "bad");
    return null;
  }
};

/** True once `work` has kept it; false, and told, where this phone has no room: the form stays as it is. */
export const stored = async (work) => {
  try {
    await work();
    return true;
  } catch {
    announce(say("full"), "bad");
    return false;
  }
};
