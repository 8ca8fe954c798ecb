// Signing out: what was read goes at once, what waits stays if the person says so, the server hears of it when it can.
import { drop } from "./area.js";
import { entries, remove } from "./kept.js";
import { me, SignedOut } from "./server.js";

const LEFT = "wuzhi-phone-left";

/** What of this account waits on this phone. */
export const unsent = async (account) => (await entries()).filter((one) => one.account === account);

/** Tells the server of a sign-out that it has not heard of; true where nothing is left to tell. */
export const farewell = async () => {
  const left = localStorage.getItem(LEFT);
  if (!left) return true;
  try {
    const { account, csrf } = await me();
    const ours = { method: "POST", credentials: "same-origin", headers: { "X-CSRFToken": csrf } };
    if (account === left && !(await fetch("/sign-out", ours)).ok) return false;
  } catch (error) {
    if (!(error instanceof SignedOut)) return false;
  }
  localStorage.removeItem(LEFT);
  return true;
};

/** Leaves: with `throwAway` what waits goes too. */
export const leave = async (account, throwAway) => {
  if (throwAway) await remove(await unsent(account));
  localStorage.setItem(LEFT, account);
  localStorage.removeItem("wuzhi-phone-kinds");
  await drop();
  return farewell();
};

/** Whether this phone was left, whatever the server knows. */
export const hasLeft = () => Boolean(localStorage.getItem(LEFT));
