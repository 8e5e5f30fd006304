// The run page: where the focus is, when a button may be pressed, what the tab says, and its keys.
import { say } from "./page.js";
import { onKey, typing } from "./keys.js";

const ARMING = 600; // a second Enter, meant for the step before, must not run the next one
const run = () => document.getElementById("run");
const primary = () => document.querySelector("#run-dock [data-primary]");
let standing = primary()?.dataset.primary ?? "";
let announced = "";

function selecting() { return String(getSelection()).length > 0; }

function arm(button) {
  if (button.getAttribute("aria-disabled") === "true" || button.dataset.confirm) return;
  button.dataset.arming = "";
  button.setAttribute("aria-disabled", "true");
  setTimeout(() => {
    if (!("arming" in button.dataset)) return;
    delete button.dataset.arming;
    if (!document.body.classList.contains("stale")) button.removeAttribute("aria-disabled");
  }, ARMING);
}

// ── the danger gate: the button unlocks when the target's name stands in the field ──
function judge() {
  const field = document.querySelector("input[data-name]");
  const button = primary();
  if (!field || !button?.dataset.confirm) return;
  const same = field.value.trim() === field.dataset.name;
  if (button.dataset.locked === undefined) button.dataset.locked = button.title;
  if (same && !document.body.classList.contains("stale")) {
    button.removeAttribute("aria-disabled");
    button.title = "";
  } else {
    button.setAttribute("aria-disabled", "true");
    button.title = `Type ${field.dataset.name} first.`;
  }
}
document.addEventListener("input", (event) => { if (event.target.matches("input[data-name]")) judge(); });
// Enter in the field presses the button only when it is unlocked.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches?.("input[data-name]")) return;
  event.preventDefault();
  const button = primary();
  if (button && button.getAttribute("aria-disabled") !== "true") button.click();
});

function showTab() {
  const now = run();
  document.title = `${now.dataset.tab} · dd0c/run`;
  const icon = document.getElementById("favicon");
  const wanted = `${document.body.dataset.icons}icon-${now.dataset.icon}.svg`;
  if (icon.getAttribute("href") !== wanted) icon.setAttribute("href", wanted);
  if (now.dataset.announce !== announced) {
    if (announced) say(now.dataset.announce);
    if (announced && document.hidden && "Notification" in window && Notification.permission === "granted" && ["caution", "danger"].includes(now.dataset.icon)) {
      const note = new Notification(now.dataset.tab, { body: now.dataset.announce, tag: now.id });
      note.onclick = () => window.focus();
    }
    announced = now.dataset.announce;
  }
}

function settled() {
  const button = primary();
  const here = button?.dataset.primary ?? "";
  judge();
  if (here !== standing) {
    standing = here;
    if (button) arm(button);
    const focused = document.activeElement;
    const free = !focused || focused === document.body || focused.closest?.("#run-dock");
    if (free && !selecting()) {
      focusAction();
    }
    const card = document.getElementById("now");
    if (card && free) card.scrollIntoView({ block: "nearest" });
  }
  showTab();
  showMark();
}

// A long strip shows the current mark; the page itself does not move.
function showMark() {
  const strip = document.querySelector(".strip");
  const mark = strip?.querySelector("[aria-current]");
  if (mark && strip.scrollWidth > strip.clientWidth) strip.scrollLeft = mark.offsetLeft - strip.offsetLeft - strip.clientWidth / 2;
}
// The field of the danger gate is brought into view; the button always is.
function focusAction() {
  const field = document.querySelector("input[data-name]");
  if (field) field.focus();
  else primary()?.focus({ preventScroll: true });
}
let soon = 0;
function soonSettled() {
  cancelAnimationFrame(soon);
  soon = requestAnimationFrame(settled);
}
document.body.addEventListener("htmx:oobAfterSwap", soonSettled);
document.body.addEventListener("htmx:afterSettle", soonSettled);

// ── keys ──
function lookAt(way) {
  const steps = [...document.querySelectorAll("[data-step]")].filter((step) => step.offsetParent !== null);
  const here = steps.indexOf(document.activeElement.closest?.("[data-step]") ?? document.getElementById("now"));
  const next = steps[Math.min(steps.length - 1, Math.max(0, (here < 0 ? 0 : here) + way))];
  next?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "center" });
}
function press(key) {
  const target = [...document.querySelectorAll(`[data-key="${key}"]`)].find((one) => one.offsetParent !== null);
  if (!target) return;
  if (target.matches("summary")) {
    target.parentElement.open = true;
    target.parentElement.querySelector("form :is(textarea, select, input:not([type=hidden]))")?.focus();
  } else target.click();
}
onKey("j", "look at the next step", () => lookAt(1));
onKey("k", "look at the step before", () => lookAt(-1));
onKey(".", "hold, or stop what is running", () => press("."));
onKey("e", "edit the command", () => press("e"));
onKey("s", "skip, with a reason", () => press("s"));
onKey("u", "open the undo of the last change", () => press("u"));
onKey("c", "copy the command", () => press("c"));
onKey("o", "to the output", () => document.querySelector("#now .log .scroll")?.focus());
onKey("n", "to the current step", () => { document.getElementById("now")?.scrollIntoView({ block: "center" }); primary()?.focus({ preventScroll: true }); });
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !document.querySelector("dialog[open]")) {
    const asking = event.target.closest?.("details.ask");
    if (asking) asking.open = false;
    if (asking || !typing(event.target)) primary()?.focus({ preventScroll: true });
  }
});
// What was asked is answered: the fold closes, and what was typed is no longer in progress.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  const form = event.detail.requestConfig?.elt?.closest?.("details.ask form");
  if (!form || event.detail.requestConfig.verb !== "post" || event.detail.xhr.status >= 400) return;
  if (form.contains(document.activeElement)) document.activeElement.blur();
  form.reset();
  form.closest("details").open = false;
});

showTab();
showMark();
judge();
if (!location.hash && !selecting()) focusAction();
