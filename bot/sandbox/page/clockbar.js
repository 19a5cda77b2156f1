// The clock on top of the page: what time it is at the venue, and the controls to change it.

import { clockTime, fieldValue, longDay, momentOfField, sameOffset, shortDay, zoneName } from "./times.js";
import { announce, fill, h, icon, iconButton } from "./dom.js";
import { plain } from "./commands.js";
import { openDialog } from "./popup.js";
import { sandbox } from "./api.js";
import { say } from "./words.js";

const SPEEDS = [1, 10, 60, 600];
const LEADS_MINUTES = [0, 5, 15];
const MOMENTS_AT_A_GLANCE = 15;
const MINUTE_MS = 60_000;

export class ClockBar {
  constructor(root, app) {
    Object.assign(this, { root, app });
    root.setAttribute("aria-label", say("clock"));
    const { clock, signal } = app;
    this.#build();
    clock.addEventListener("change", () => this.#showState(), { signal });
    clock.addEventListener("tick", () => this.#showTime(), { signal });
    this.#showState();
  }

  get #venue() {
    const { clock, reader } = this.app;
    return { locale: reader.locale, zone: clock.zone ?? reader.zone };
  }

  #build() {
    this.time = h("span", { class: "clock-time" });
    this.day = h("span");
    this.place = h("span", { class: "clock-place" });
    this.yours = h("span", { class: "clock-yours" });
    this.state = h("span", { class: "clock-state" });
    this.controls = this.#buildControls();
    const face = h(
      "div",
      { class: "clock-face", role: "timer", "aria-live": "off" },
      this.time,
      h("span", { class: "clock-lines" }, h("span", {}, this.day, this.place), this.yours),
    );
    const mark = h("img", { class: "logo", src: "/page/logo.svg", alt: "", width: 28, height: 28 });
    fill(this.root, h("span", { class: "brand" }, mark, h("span", {}, "Sandbox")), face, this.state, this.controls);
  }

  /** The speeds are buttons side by side, and a menu where the screen is too narrow for them. */
  #buildControls() {
    this.pause = iconButton("pause", say("pause"), () => change({ paused: !this.app.clock.paused }));
    this.speeds = SPEEDS.map((speed) => this.#speedButton(speed));
    this.speedMenu = h("select", {
      class: "speed-menu",
      "aria-label": say("speed"),
      onchange: () => change({ speed: Number(this.speedMenu.value) }),
    });
    this.jump = h(
      "button",
      { type: "button", class: "button quiet jump", "aria-haspopup": "dialog", onclick: () => this.#openJump() },
      icon("jump"),
      h("span", {}, say("jump")),
    );
    return h(
      "div",
      { class: "clock-controls", role: "group", "aria-label": say("clock") },
      this.pause,
      h("div", { class: "speeds", role: "group", "aria-label": say("speed") }, this.speeds),
      this.speedMenu,
      this.jump,
    );
  }

  #speedButton(speed) {
    const label = speed === 1 ? say("speed_real") : say("speed_label", { count: speed });
    return h(
      "button",
      { type: "button", "aria-label": label, title: label, dataset: { speed }, onclick: () => change({ speed }) },
      say("speed_times", { count: speed }),
    );
  }

  #showState() {
    const { clock } = this.app;
    this.controls.hidden = !clock.simulated;
    this.root.classList.toggle("paused", clock.paused);
    this.state.textContent = clock.simulated ? (clock.paused ? say("paused") : "") : say("clock_real");
    const label = say(clock.paused ? "resume" : "pause");
    this.pause.setAttribute("aria-label", label);
    this.pause.title = label;
    fill(this.pause, icon(clock.paused ? "play" : "pause"));
    for (const button of this.speeds)
      button.setAttribute("aria-pressed", String(Number(button.dataset.speed) === clock.speed));
    const speeds = [...new Set([...SPEEDS, clock.speed])];
    fill(
      this.speedMenu,
      speeds.map((speed) => new Option(say("speed_times", { count: speed }), speed, false, speed === clock.speed)),
    );
    this.#showTime();
  }

  #showTime() {
    const { clock, reader } = this.app;
    const now = clock.now();
    const elsewhere = !sameOffset(now, this.#venue.zone, reader.zone);
    setText(this.time, clockTime(now, this.#venue));
    setText(this.day, shortDay(now, this.#venue));
    setText(this.place, zoneName(this.#venue.zone));
    setText(this.yours, elsewhere ? say("clock_yours", { time: clockTime(now, reader, false) }) : "");
  }

  // Jumping

  async #openJump() {
    const { moments } = await sandbox.moments();
    const place = zoneName(this.#venue.zone);
    const dialog = openDialog(
      say("jump_title"),
      [
        h("h2", {}, say("jump_title")),
        this.#leadChoice(),
        this.#momentList(moments, () => dialog.close()),
        this.#freeChoice(place, () => dialog.close()),
        h(
          "div",
          { class: "dialog-actions" },
          h("button", { type: "button", class: "button quiet", onclick: () => dialog.close() }, say("cancel")),
        ),
      ],
      { className: "jump-dialog" },
    );
    dialog.querySelector(".moment small")?.scrollIntoView({ block: "center" });
  }

  #leadChoice() {
    const radios = LEADS_MINUTES.map((minutes) => {
      const words = minutes ? say("lead_minutes", { count: minutes }) : say("lead_0");
      return h(
        "label",
        {},
        h("input", { type: "radio", name: "lead", value: minutes, checked: minutes === 0 }),
        h("span", {}, words),
      );
    });
    return h("fieldset", { class: "segments" }, h("legend", { class: "visually-hidden" }, say("jump_lead")), radios);
  }

  #momentList(moments, close) {
    if (!moments.length) return h("p", { class: "muted" }, say("no_moments"));
    const passed = moments.findLast((each) => Date.parse(each.at) <= this.app.clock.now());
    let day = "";
    const lines = moments.map((moment) => {
      const heading = longDay(Date.parse(moment.at), this.#venue);
      const isNew = heading !== day;
      day = heading;
      return [isNew && h("h3", {}, heading), this.#momentLine(moment, moment === passed, close)];
    });
    const list = h("div", { class: "moments" }, lines);
    return moments.length > MOMENTS_AT_A_GLANCE ? [this.#finder(list), list] : list;
  }

  /** Leaves what holds the words that are typed; Enter takes the first of it. */
  #finder(list) {
    const shown = () => [...list.querySelectorAll(".moment:not([hidden])")];
    const field = h("input", {
      type: "search",
      autofocus: true,
      placeholder: say("jump_find"),
      "aria-label": say("jump_find"),
      oninput: () => {
        showMatching(list, plain(field.value).split(/\s+/));
        announce(say("jump_found", { count: shown().length }));
      },
      onkeydown: (event) => {
        if (event.key === "ArrowDown") shown()[0]?.focus();
        else if (event.key === "Enter" && field.value.trim()) shown()[0]?.click();
        else return;
        event.preventDefault();
      },
    });
    return h("div", { class: "moment-finder" }, field);
  }

  #momentLine({ title, at }, passed, close) {
    const onclick = (event) => {
      const lead = Number(event.currentTarget.closest("dialog").querySelector("[name=lead]:checked").value);
      change({ now: new Date(Date.parse(at) - lead * MINUTE_MS).toISOString() });
      close();
    };
    const time = h("time", { datetime: at }, clockTime(Date.parse(at), this.#venue, false));
    return h(
      "button",
      { type: "button", class: "moment", onclick },
      time,
      h("span", {}, title),
      passed && h("small", {}, say("jump_current")),
    );
  }

  #freeChoice(place, close) {
    const field = h("input", {
      type: "datetime-local",
      step: 1,
      required: true,
      value: fieldValue(this.app.clock.now(), this.#venue.zone),
    });
    const onsubmit = (event) => {
      event.preventDefault();
      change({ now: new Date(momentOfField(field.value, this.#venue.zone)).toISOString() });
      close();
    };
    return h(
      "form",
      { class: "free-moment", onsubmit },
      h("label", {}, h("span", {}, say("jump_free", { place })), field),
      h("button", { class: "button primary" }, say("jump_go")),
    );
  }
}

/** Hides the moments without all of these words, and the days that are left with none. */
function showMatching(list, words) {
  let heading = null;
  for (const line of list.children) {
    if (line.matches("h3")) {
      heading = line;
      heading.hidden = true;
    } else {
      line.hidden = !words.every((word) => plain(line.textContent).includes(word));
      if (!line.hidden) heading.hidden = false;
    }
  }
}

/** The answer comes over the gateway, to everybody alike. */
function change(what) {
  sandbox.setClock(what).catch(() => {});
}

function setText(element, words) {
  if (element.textContent !== words) element.textContent = words;
}
