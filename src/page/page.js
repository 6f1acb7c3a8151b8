// Comfort on the tracking page: it keeps itself fresh, and adds the reader's
// own time where that differs from the port's.

const here = location.pathname;
const live = document.getElementById("live");
// Once a minute is as often as the data can change; the longest pause after
// failures is a quarter of an hour.
const USUAL = 60_000;
const LONGEST = 900_000;
let pause = USUAL;
let etag = "";
let timer = 0;
let ended = false;

function hint() {
  const { lang } = document.documentElement;
  // The page writes the day before the month, as most of the world does.
  const format = new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, {
    weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
  for (const element of document.querySelectorAll("time[data-local]")) {
    const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(element.dateTime) ?? ["", "+", "0", "0"];
    const offset = `${sign}1` * (hours * 60 + +minutes);
    const when = new Date(element.dateTime);
    if (offset === -when.getTimezoneOffset()) continue;
    const mine = document.createElement("span");
    mine.className = "mine";
    mine.textContent = ` (${format.format(when)} where you are)`;
    const line = element.closest("p.when");
    if (line) line.append(mine);
    else element.after(mine);
  }
}

// The page must not go on showing what its reader may no longer see.
function blank(text) {
  ended = true;
  const main = document.querySelector("main");
  const heading = document.createElement("h1");
  heading.textContent = text;
  const again = document.createElement("a");
  again.href = here;
  again.textContent = "Open the link again";
  const line = document.createElement("p");
  line.append(again, " to see why.");
  main.replaceChildren(heading, line);
  document.title = text;
  live.textContent = text;
}

// Swaps in the newly drawn page, keeping the reader's place.
async function redraw() {
  const reply = await fetch(here, { cache: "no-store" });
  if (!reply.ok) return reply;
  const fresh = new DOMParser().parseFromString(await reply.text(), "text/html");
  const main = fresh.querySelector("main");
  if (!main || !fresh.getElementById("live")) {
    blank("Please confirm your email address again");
    return reply;
  }
  const date = () => [...document.querySelectorAll(".big")].map((big) => big.textContent).join();
  const before = date();
  const old = document.querySelector("main");
  const stops = () => [...old.querySelectorAll("a, button")];
  const held = stops().indexOf(document.activeElement);
  old.replaceChildren(...main.childNodes);
  stops()[held]?.focus({ preventScroll: true });
  document.title = fresh.title;
  hint();
  live.textContent = before === date() ? "" : "The arrival has changed. The page shows the new date.";
  return reply;
}

async function refresh() {
  try {
    let reply = await fetch(`${here}/tracking`, {
      cache: "no-store",
      headers: etag ? { "if-none-match": etag } : {},
    });
    const tag = reply.headers.get("etag") ?? "";
    if (reply.status === 200) reply = await redraw();
    if (reply.status === 410) blank("This link has ended");
    if ([401, 403, 404].includes(reply.status)) blank("This page is no longer open to you");
    if (reply.status === 200) etag = tag;
    pause = reply.status < 400 ? USUAL : Math.min(pause * 2, LONGEST);
  } catch {
    pause = Math.min(pause * 2, LONGEST);
  }
  schedule(pause);
}

function schedule(after) {
  clearTimeout(timer);
  if (!ended && !document.hidden) timer = setTimeout(refresh, after);
}

document.addEventListener("visibilitychange", () => schedule(1_000));
// A page that the browser kept, brought back by the back button after signing out.
addEventListener("pageshow", (event) => event.persisted && refresh());
try {
  sessionStorage.removeItem("mailbox");
} catch {
  // No storage in this browser, so nothing was kept.
}
hint();
schedule(pause);
