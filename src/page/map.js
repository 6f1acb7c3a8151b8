// The map, to move and to magnify: by mouse, fingers, keys and buttons. What the
// server drew stays as it is; the script moves the drawing's `viewBox` over it,
// and from zoom 4 on lays detail tiles over the land (src/geo/make/tiles.mjs).

/** Zooms of web maps: where the land's detail begins and ends, and the deepest look. */
const DETAIL = [4, 7];
const DEEPEST = 8;
/** A tile: its side in its own units, how far it reaches over its edges, and how many are kept. */
const SIDE = 1024;
const BLEED = 4;
const KEPT = 48;
/** The longest scale bar, in units of the whole drawing, as src/page/map/scale.rs has it. */
const LONGEST = 72;
/** Where a CSS pixel is less of the drawing than this, names have more room (names.rs). */
const ROOMY = 0.7;

const SVG = "http://www.w3.org/2000/svg";
const still = matchMedia("(prefers-reduced-motion: reduce)");
const { lang } = document.documentElement;
const number = new Intl.NumberFormat(lang, { numberingSystem: "latn" });
const kilometres = new Intl.NumberFormat(lang, { numberingSystem: "latn", style: "unit", unit: "kilometer" });

function make(name, attributes, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

// The tiles, for all maps of the page.

let index;
const texts = new Map();

async function load(url, how) {
  const reply = await fetch(url);
  if (!reply.ok) throw new Error(`${reply.status}`);
  return reply[how]();
}

/** The `d` of a tile: nothing at sea, all of it inland. */
async function tile(path, z, x, y) {
  index ??= load(`${path}/index.json`, "json");
  index.catch(() => (index = undefined));
  const place = y * 2 ** z + x;
  const pair = parseInt((await index)[z][place >> 1], 16);
  const kind = place % 2 ? pair & 3 : pair >> 2;
  if (kind < 2) return kind ? square(0, 0, SIDE, BLEED) : "";
  const url = `${path}/${z}/${x}/${y}.txt`;
  const text = texts.get(url) ?? load(url, "text");
  // What was asked for last goes last.
  texts.delete(url);
  texts.set(url, text);
  text.catch(() => texts.delete(url));
  if (texts.size > KEPT) texts.delete(texts.keys().next().value);
  return text;
}

function square(x, y, side, over) {
  const long = side + 2 * over;
  return `M${x - over} ${y - over}h${long}v${long}h${-long}z`;
}

/** The greatest of 1, 2 or 5 times a power of ten that is not above `most`. */
function round(most) {
  const power = 10 ** Math.floor(Math.log10(most));
  return power * ([5, 2].find((factor) => factor * power <= most) ?? 1);
}

/**
 * Makes one map live. `kept` is what `state` of the map before it gave: the
 * reader's view, in the plane of the world, because another drawing may show
 * another part of it.
 */
function enliven(figure, kept) {
  const chart = figure.querySelector(".chart");
  const svg = chart.querySelector("svg");
  const scale = svg.querySelector(".scale");
  const [, , width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
  const [left, top, across] = svg.dataset.view.split(" ").map(Number);
  const anchor = /\((\S+) (\S+)\)/.exec(scale.getAttribute("transform")).slice(1).map(Number);
  const words = chart.dataset;
  let box = { x: 0, y: 0, w: width };
  // Where the view is on its way to.
  let goal = box;
  let pixels = 1;
  let frame = 0;
  let timer = 0;
  let drawn = make("g", {});

  const moved = () => box.w < width - 1e-6;
  const closest = () => Math.min(width, (across * pixels) / (256 * 2 ** DEEPEST));
  const zoom = () => Math.log2((across * pixels) / box.w / 256);

  function within({ x, y, w }) {
    w = Math.max(closest(), Math.min(width, w));
    const h = (w * height) / width;
    return { x: Math.max(0, Math.min(width - w, x)), y: Math.max(0, Math.min(height - h, y)), w };
  }

  function show(next) {
    pixels = svg.getBoundingClientRect().width || pixels;
    box = within(next);
    const part = box.w / width;
    const pixel = box.w / pixels;
    svg.setAttribute("viewBox", `${box.x} ${box.y} ${box.w} ${height * part}`);
    svg.style.setProperty("--pixel", pixel);
    svg.classList.toggle("magnified", pixel < ROOMY);
    chart.classList.toggle("moved", moved());
    showScale(part);
    showEnds();
    clearTimeout(timer);
    timer = setTimeout(showTiles, 80);
  }

  function showScale(part) {
    scale.setAttribute("transform", `translate(${box.x + anchor[0] * part} ${box.y + anchor[1] * part})`);
    // Mercator stretches by the secant of the latitude: here, of the view's middle.
    const middle = top + (box.y + (height * part) / 2) / across;
    const mile = (across * Math.cosh((0.5 - middle) * 2 * Math.PI)) / 21600;
    const kilometre = mile / 1.852;
    const lengths = [mile, kilometre].map((unit) => round((LONGEST * part) / unit));
    const [miles, metric] = [lengths[0] * mile, lengths[1] * kilometre].map((w) => w * scale.dataset.side);
    scale.querySelector("path").setAttribute("d", `M0-5V0H${miles}V-5M0 5V0H${metric}V5`);
    const [above, below] = scale.querySelectorAll("text");
    above.textContent = `${number.format(lengths[0])} NM`;
    below.textContent = kilometres.format(lengths[1]);
  }

  async function showTiles() {
    const z = Math.min(DETAIL[1], Math.floor(zoom() + 1e-6));
    if (z < DETAIL[0]) return drawn.remove();
    const count = 2 ** z;
    const side = across / count;
    const column = (x) => Math.floor((left + x / across) * count);
    const row = (y) => Math.max(0, Math.min(count - 1, Math.floor((top + y / across) * count)));
    const [h, wanted, shown] = [(box.w * height) / width, [], box];
    for (let x = column(box.x); x <= column(box.x + box.w); x++) {
      for (let y = row(box.y); y <= row(box.y + h); y++) {
        const at = [(x / count - left) * across, (y / count - top) * across];
        // The world repeats itself to the east and the west.
        wanted.push(tile(words.tiles, z, ((x % count) + count) % count, y).then((d) => ({ at, d })));
      }
    }
    const come = (await Promise.allSettled(wanted)).filter(({ value }) => value).map(({ value }) => value);
    if (shown !== box || !svg.isConnected) return;
    const grown = side / SIDE;
    // Where a tile fails, the coarse land stays in sight.
    const sea = come.map(({ at }) => square(...at, side, BLEED * grown)).join("");
    const land = come.filter(({ d }) => d).map(({ at, d }) =>
      make("path", { d, transform: `translate(${at.join(" ")})scale(${grown})` }));
    const fresh = make("g", { class: "land" }, make("path", { class: "sea", d: sea }), ...land);
    drawn.remove();
    svg.querySelector(".land").after(fresh);
    drawn = fresh;
  }

  /** To another view, at once. */
  function jump(next) {
    cancelAnimationFrame(frame);
    show(next);
    goal = box;
  }

  /** To another view, in a fifth of a second. */
  function go(next) {
    if (still.matches) return jump(next);
    cancelAnimationFrame(frame);
    const [from, to] = [box, within(next)];
    goal = to;
    const began = performance.now();
    const step = (now) => {
      const share = Math.max(0, Math.min(1, (now - began) / 200));
      const w = from.w * (to.w / from.w) ** share;
      // One place stays where it is, as long as there is one.
      const done = from.w === to.w ? share : (from.w - w) / (from.w - to.w);
      show({ x: from.x + (to.x - from.x) * done, y: from.y + (to.y - from.y) * done, w });
      if (share < 1) frame = requestAnimationFrame(step);
    };
    frame = requestAnimationFrame(step);
  }

  /** A view `times` as close that has the same at a place, given as a share of the view. */
  function closer(times, [x, y] = [0.5, 0.5], from = goal) {
    const w = within({ ...from, w: from.w / times }).w;
    const spare = from.w - w;
    return { x: from.x + spare * x, y: from.y + ((spare * height) / width) * y, w };
  }

  /** A view as close, by a share of itself to the side. */
  function aside(x, y, from = goal) {
    return { x: from.x + x * from.w, y: from.y + (y * from.w * height) / width, w: from.w };
  }

  /** Where an event is in the view, as a share of it. */
  function share({ clientX, clientY }) {
    const { x, y, width, height } = svg.getBoundingClientRect();
    return [(clientX - x) / width, (clientY - y) / height];
  }

  const whole = () => ({ x: 0, y: 0, w: width });

  // Buttons.
  const tools = document.createElement("div");
  tools.className = "tools";
  const ways = [
    [words.zoomIn, "M8 3v10M3 8h10", () => closer(2), () => box.w <= closest() + 1e-6],
    [words.zoomOut, "M3 8h10", () => closer(0.5), () => !moved()],
    [words.whole, "M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3", whole, () => !moved()],
  ].map(([name, d, to, ended]) => {
    const button = document.createElement("button");
    button.type = "button";
    button.title = name;
    button.setAttribute("aria-label", name);
    button.append(make("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, make("path", { d })));
    button.addEventListener("click", () => go(to()));
    return { button, ended };
  });
  tools.append(...ways.map(({ button }) => button));
  chart.after(tools);

  // A button that has done its work keeps the focus.
  function showEnds() {
    for (const { button, ended } of ways) button.setAttribute("aria-disabled", ended());
  }

  // Keys.
  chart.tabIndex = 0;
  chart.setAttribute("role", "application");
  chart.setAttribute("aria-label", words.help);
  chart.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { ArrowLeft: [-0.2, 0], ArrowRight: [0.2, 0], ArrowUp: [0, -0.2], ArrowDown: [0, 0.2] }[event.key];
    if (step && moved()) go(aside(...step));
    else if ("+=".includes(event.key)) go(closer(2));
    else if ("-_".includes(event.key)) go(closer(0.5));
    else if (event.key === "0") go(whole());
    else return;
    event.preventDefault();
  });

  // The wheel scrolls the page until the reader has turned to the map.
  svg.addEventListener("wheel", (event) => {
    const pinch = event.ctrlKey || event.metaKey;
    if (!pinch && (!chart.contains(document.activeElement) || (event.deltaY > 0 && !moved()))) return;
    event.preventDefault();
    const lines = event.deltaMode ? 40 : 1;
    jump(closer(2 ** ((-event.deltaY * lines) / (pinch ? 100 : 300)), share(event), box));
  }, { passive: false });
  svg.addEventListener("dblclick", (event) => {
    event.preventDefault();
    go(closer(event.shiftKey ? 0.5 : 2, share(event), box));
  });

  // One finger scrolls the page until the map is magnified; two are always the map's.
  const fingers = new Map();
  svg.addEventListener("pointerdown", (event) => {
    if (event.button === 0) fingers.set(event.pointerId, share(event));
  });
  svg.addEventListener("pointermove", (event) => {
    // Let go outside of the map.
    if (!event.buttons) fingers.delete(event.pointerId);
    const before = fingers.get(event.pointerId);
    if (!before || (fingers.size < 2 && !moved())) return;
    svg.setPointerCapture(event.pointerId);
    const now = share(event);
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      const apart = ([x, y]) => Math.hypot(x - other[0], ((y - other[1]) * height) / width);
      jump(closer(apart(now) / Math.max(apart(before), 0.01), other, box));
    } else {
      jump(aside(before[0] - now[0], before[1] - now[1], box));
    }
    fingers.set(event.pointerId, now);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    svg.addEventListener(end, ({ pointerId }) => fingers.delete(pointerId));
  }
  for (const touch of ["touchstart", "touchmove"]) {
    svg.addEventListener(touch, (event) => event.touches.length > 1 && event.cancelable && event.preventDefault(), {
      passive: false,
    });
  }

  chart.classList.add("live");
  const before = kept && { x: (kept.x - left) * across, y: (kept.y - top) * across, w: kept.w * across };
  jump(before ?? box);
  const sizes = new ResizeObserver(() => show(box));
  sizes.observe(chart);
  const held = [chart, ...tools.children];
  held[kept?.held]?.focus({ preventScroll: true });

  return {
    /** Ends this map; what the next one begins with, if the reader has moved it or is at it. */
    state: () => {
      sizes.disconnect();
      clearTimeout(timer);
      cancelAnimationFrame(frame);
      const view = { x: left + box.x / across, y: top + box.y / across, w: box.w / across };
      const at = held.indexOf(focused);
      return at >= 0 || moved() ? { ...view, w: moved() ? view.w : Infinity, held: at } : undefined;
    },
  };
}

// The element that had the focus last: the refresh takes the map from under it.
let focused;
document.addEventListener("focusin", ({ target }) => (focused = target));

let live = [];
function begin() {
  const kept = live.map((map) => map.state());
  if (document.activeElement !== document.body) for (const state of kept) if (state) state.held = -1;
  live = [...document.querySelectorAll("figure.map")].map((figure, place) => enliven(figure, kept[place]));
}
document.addEventListener("redrawn", begin);
// The map is painted first, and comes alive after.
requestAnimationFrame(() => setTimeout(begin));
