// What every page does: theme, menus, copy, local time, output that follows, refusals that close.

const root = document.documentElement;

function showTheme() {
  const now = localStorage.getItem("theme") ?? "system";
  for (const button of document.querySelectorAll("[data-theme-set]"))
    button.setAttribute("aria-pressed", String(button.dataset.themeSet === now));
}

function setTheme(theme) {
  if (theme === "system") {
    localStorage.removeItem("theme");
    delete root.dataset.theme;
  } else {
    localStorage.setItem("theme", theme);
    root.dataset.theme = theme;
  }
  showTheme();
}

// ── copy ──
async function copy(button, text) {
  const word = button.querySelector("span") ?? button;
  const before = word.textContent;
  try {
    await navigator.clipboard.writeText(text);
    word.textContent = "Copied";
    say("Copied.");
  } catch {
    word.textContent = "Select and copy";
  }
  setTimeout(() => { word.textContent = before; }, 1500);
}

export function say(sentence) {
  const place = document.getElementById("announce");
  if (place) place.textContent = sentence;
}

// ── clicks, by delegation so that morphed parts need no wiring ──
document.addEventListener("click", (event) => {
  const on = (name) => event.target.closest(`[${name}]`);
  let hit;
  if ((hit = on("data-theme-set"))) setTheme(hit.dataset.themeSet);
  else if ((hit = on("data-copy"))) {
    const text = hit.dataset.copy || hit.closest(".cmd, .field, .log")?.querySelector("[data-text]")?.textContent;
    if (text) copy(hit, text);
  } else if ((hit = on("data-copy-from"))) copy(hit, document.getElementById(hit.dataset.copyFrom).value);
  else if ((hit = on("data-dismiss"))) hit.closest("#refusal, .flash, .refused")?.replaceChildren();
  else if ((hit = on("data-open"))) openDialog(hit.dataset.open);
  else if ((hit = on("data-close"))) hit.closest("dialog")?.close();
  else if ((hit = on("data-follow-toggle"))) follow(hit.closest(".log"), hit.getAttribute("aria-pressed") !== "true");
  else if ((hit = on("data-follow-pill"))) follow(hit.closest(".log"), true);
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});

// A locked button says why instead of doing nothing.
document.addEventListener("click", (event) => {
  const locked = event.target.closest("[aria-disabled=true]");
  if (!locked) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  say(locked.title || locked.dataset.why || "This cannot be pressed now.");
}, true);

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

export function openDialog(id) {
  const dialog = document.getElementById(id);
  if (dialog && !dialog.open) dialog.showModal();
}

// ── time in the reader's own zone ──
const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const MOMENT = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

function localTimes(within) {
  for (const time of within.querySelectorAll("time[data-local]")) {
    const shown = (time.dataset.local === "clock" ? CLOCK : MOMENT).format(new Date(time.dateTime));
    if (time.textContent !== shown) time.textContent = shown;
  }
}

// ── clocks that count: <span data-since="ISO">, by the server's time ──
let skew = 0;
export function serverSays(now) { skew = Date.parse(now) - Date.now(); }

function pad(n) { return String(n).padStart(2, "0"); }
export function counted(seconds) {
  const s = Math.max(0, Math.floor(seconds));
  const hours = Math.floor(s / 3600);
  return hours ? `${hours}:${pad(Math.floor((s % 3600) / 60))}:${pad(s % 60)}` : `${pad(Math.floor(s / 60))}:${pad(s % 60)}`;
}
function tick() {
  const now = Date.now() + skew;
  for (const place of document.querySelectorAll("[data-since]")) {
    const text = counted((now - Date.parse(place.dataset.since)) / 1000);
    if (place.textContent !== text) place.textContent = text;
  }
}

// ── output: open at the end, follow until the reader scrolls up 40 px ──
const NEAR = 40;
const followed = new Map(); // id of the log → whether it follows

function follow(log, on) {
  followed.set(log.id, on);
  const box = log.querySelector(".scroll");
  if (on) {
    box.scrollTop = box.scrollHeight;
    log.querySelector(".pill")?.remove();
  }
  const toggle = log.querySelector("[data-follow-toggle]");
  if (toggle) {
    toggle.setAttribute("aria-pressed", String(on));
    toggle.querySelector("span").textContent = on ? "Following" : "Follow";
  }
}

function watchLogs(within) {
  for (const log of within.querySelectorAll(".log[data-follow]")) {
    const box = log.querySelector(".scroll");
    if (!followed.has(log.id)) followed.set(log.id, true);
    if (!box.dataset.watched) {
      box.dataset.watched = "yes";
      box.addEventListener("scroll", () => {
        const near = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
        if (near !== followed.get(log.id)) follow(log, near);
      }, { passive: true });
    }
    const lines = box.querySelectorAll("li").length;
    if (followed.get(log.id)) follow(log, true);
    else if (Number(box.dataset.lines ?? lines) < lines) offerNew(log, lines - Number(box.dataset.lines));
    if (followed.get(log.id)) box.dataset.lines = String(lines);
  }
}

function offerNew(log, count) {
  let pill = log.querySelector(".pill");
  if (!pill) {
    pill = document.createElement("div");
    pill.className = "pill";
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.followPill = "";
    pill.append(button);
    log.querySelector(".scroll").append(pill);
  }
  pill.firstChild.textContent = `${count} new ${count === 1 ? "line" : "lines"}`;
}

export function freshen(within = document) {
  localTimes(within);
  watchLogs(within);
  tick();
  const note = document.querySelector("[data-notify]");
  if (note && "Notification" in window) note.hidden = Notification.permission !== "default";
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-notify]")) Notification.requestPermission().then(() => freshen());
});

document.body.addEventListener("htmx:afterSettle", () => freshen());
const serverTime = document.querySelector("[data-server-time]");
if (serverTime) serverSays(serverTime.dataset.serverTime);
showTheme();
freshen();
setInterval(tick, 1000);
