// Single keys: off in any field, off when the reader turns them off. None of them starts anything.
import { openDialog } from "./page.js";

const PLACES = { i: "/incidents/", r: "/runbooks/", a: "/approvals/", g: "/agents/" };
const OFF = "keys-off";
const EVERYWHERE = [["G then I", "incidents"], ["G then R", "runbooks"], ["G then A", "approvals"], ["G then G", "agents"], ["?", "all keys"], ["Esc", "close, go back to the action"]];
const words = [...EVERYWHERE];
const actions = new Map();
let waitingForPlace = false;

/** Teaches a page's own key: `does` names it in the list, `act` is called with the event. */
export function onKey(key, does, act) {
  actions.set(key, act);
  words.unshift([key.length === 1 ? key.toUpperCase() : key, does]);
}

export function typing(target) {
  return Boolean(target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]"));
}

function showKeys() {
  const list = document.querySelector("#keys dl");
  list.replaceChildren(...words.flatMap(([key, does]) => {
    const dt = document.createElement("dt");
    dt.append(...key.split(" ").map((part) => Object.assign(document.createElement(part === "then" ? "span" : "kbd"), { textContent: part })));
    return [dt, Object.assign(document.createElement("dd"), { textContent: does })];
  }));
  document.querySelector("[data-keys-off]").checked = localStorage.getItem(OFF) === "yes";
  openDialog("keys");
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (localStorage.getItem(OFF) === "yes" || document.querySelector("dialog[open]")) return;
  if (waitingForPlace) {
    waitingForPlace = false;
    const place = PLACES[event.key.toLowerCase()];
    if (place) location.assign(place);
    return;
  }
  if (event.key === "?") return void showKeys();
  const act = actions.get(event.key);
  if (act) {
    event.preventDefault();
    act(event);
  } else if (event.key === "g") {
    waitingForPlace = true;
    setTimeout(() => { waitingForPlace = false; }, 1200);
  }
});
document.addEventListener("click", (event) => { if (event.target.closest("[data-keys]")) showKeys(); });
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-keys-off]")) localStorage.setItem(OFF, event.target.checked ? "yes" : "no");
});
