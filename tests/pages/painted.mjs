// When a map is on the screen.
//
// A map counts as drawn with the first frame after all of it is there: for ours, after the parser has gone past the end
// of the SVG; for a library's, after the library says that it has drawn everything. What is noted is
// the time, in milliseconds since the navigation began, at which a task runs that was posted from that frame's
// `requestAnimationFrame`: the frame's style, layout and paint on the main thread are over then. The compositor's part
// is not in it, for any of them; but nothing is on the screen before the first contentful paint, so that is the least.

/** Runs in the page before anything else: `mapDrawn()` notes the time, once, as `mapDrawnAt`. */
function prepare(selector) {
  window.mapDrawn = () =>
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => (window.mapDrawnAt ??= performance.now());
      port2.postMessage(0);
    });
  if (!selector) return;
  const whole = () => {
    const svg = document.querySelector(selector);
    // What follows an element is parsed after its end.
    if (!svg || !(svg.nextSibling || svg.parentElement.nextSibling || document.readyState !== 'loading')) return;
    watcher.disconnect();
    window.mapDrawn();
  };
  const watcher = new MutationObserver(whole);
  watcher.observe(document, { childList: true, subtree: true });
  document.addEventListener('DOMContentLoaded', whole);
}

/** Where our pages have their map. */
export const OURS = 'svg.map, .map svg';

/** Watches the pages that `page` will show for a map of ours. */
export const watchForOurMap = (page) => page.addInitScript(prepare, OURS);

/** Gives the pages that `page` will show a `mapDrawn()` to call. */
export const watchForTheirMap = (page) => page.addInitScript(prepare, '');

/** Waits for the map: `{origin, fcp, map}`; `origin` in milliseconds since 1970, the others since then. */
export async function painted(page) {
  await page.waitForFunction(() => window.mapDrawnAt && performance.getEntriesByName('first-contentful-paint')[0]);
  return page.evaluate(() => {
    const fcp = performance.getEntriesByName('first-contentful-paint')[0].startTime;
    return { origin: performance.timeOrigin, fcp, map: Math.max(fcp, window.mapDrawnAt) };
  });
}
