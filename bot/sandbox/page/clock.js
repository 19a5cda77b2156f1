// The sandbox's clock as the page knows it: where it stands now, and the words that follow it.

import { h } from "./dom.js";
import { inStyle, relative } from "./times.js";

const TICK_MS = 500,
  FAST_TICK_MS = 100;

/** Announces "change" when it is set, paused or sped up, and "tick" several times a second. */
export class SandboxClock extends EventTarget {
  simulated = false;
  paused = false;
  speed = 1;
  zone = null;
  #moment = Date.now();
  #read = performance.now();
  #ticking = null;

  /** Take over what the sandbox tells of its clock. */
  take({ now, speed, paused, simulated, timezone }) {
    this.#moment = Date.parse(now);
    this.#read = performance.now();
    this.speed = speed ?? 1;
    this.paused = paused ?? false;
    this.simulated = simulated ?? false;
    this.zone = timezone ?? null;
    clearInterval(this.#ticking);
    this.#ticking = setInterval(() => this.#tick(), this.speed > 1 ? FAST_TICK_MS : TICK_MS);
    this.dispatchEvent(new Event("change"));
    this.#tick();
  }

  /** Milliseconds, as Date.now() counts them. */
  now() {
    const rate = this.paused ? 0 : this.speed;
    return this.#moment + (performance.now() - this.#read) * rate;
  }

  #tick() {
    this.dispatchEvent(new Event("tick"));
  }
}

/** A moment in one of Discord's styles, for the reader's zone; relative ones are kept up to date by `refreshTimes`. */
export function timeElement(app, moment, style) {
  const element = h("time", { class: "timestamp", datetime: new Date(moment).toISOString() });
  element.title = inStyle(moment, "F", app.reader);
  element.textContent =
    style === "R" ? relative(moment, app.clock.now(), app.reader) : inStyle(moment, style, app.reader);
  if (style === "R") element.dataset.relative = moment;
  return element;
}

export function refreshTimes(app) {
  for (const element of document.querySelectorAll("time[data-relative]")) {
    const words = relative(Number(element.dataset.relative), app.clock.now(), app.reader);
    if (element.textContent !== words) element.textContent = words;
  }
}
