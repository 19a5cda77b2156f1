// Who one is, and how one reads: person, language, time zone, colours.

import { LANGUAGES, say } from "./words.js";
import { avatar } from "./avatar.js";
import { h, icon } from "./dom.js";
import { openDialog } from "./popup.js";
import { rolesInWords } from "./sidebar.js";

const ZONES = [
  "Europe/London",
  "Europe/Paris",
  "America/New_York",
  "America/Los_Angeles",
  "Asia/Kolkata",
  "Asia/Tokyo",
  "Australia/Sydney",
  "UTC",
];

export const deviceZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** `app.settings` is {people, switchPerson(id), change({locale, zone})}. */
export function openSettings(app) {
  const dialog = openDialog(
    say("switch_person"),
    h(
      "form",
      { class: "settings", method: "dialog" },
      h("h2", {}, say("you_are")),
      people(app, (id) => {
        dialog.close();
        app.settings.switchPerson(id);
      }),
      choice(say("language"), Object.entries(LANGUAGES), app.reader.locale, (locale) => {
        dialog.close();
        app.settings.change({ locale });
      }),
      choice(say("time_zone"), zones(app), app.settings.zone, (zone) => app.settings.change({ zone })),
      choice(say("theme"), themes(), localStorage.getItem("sandbox.theme") ?? "", setTheme),
      h("div", { class: "dialog-actions" }, h("button", { class: "button primary" }, say("done"))),
    ),
  );
}

function people(app, onPick) {
  const buttons = app.settings.people.map((person) => {
    const here = person.id === app.personId;
    return h(
      "button",
      { type: "button", class: "person", "aria-pressed": String(here), onclick: () => onPick(person.id) },
      avatar({ id: person.id }, person.name),
      h("span", { class: "own-name" }, h("b", {}, person.name), h("small", {}, rolesInWords(person))),
      here && icon("check"),
    );
  });
  return h("div", { class: "people", role: "group", "aria-label": say("person") }, buttons);
}

function choice(label, options, current, onPick) {
  const select = h("select", { onchange: () => onPick(select.value) });
  select.append(...options.map(([value, words]) => new Option(words, value, false, value === current)));
  return h("label", { class: "setting" }, h("span", {}, label), select);
}

function zones(app) {
  const { zone } = app.clock;
  const listed = ZONES.filter((each) => each !== zone);
  return [
    ["", say("this_device", { zone: deviceZone })],
    ...(zone ? [[zone, say("venue", { zone })]] : []),
    ...listed.map((each) => [each, each]),
  ];
}

function themes() {
  return [
    ["", say("theme_auto")],
    ["dark", say("theme_dark")],
    ["light", say("theme_light")],
  ];
}

function setTheme(theme) {
  localStorage.setItem("sandbox.theme", theme);
  dispatchEvent(new Event("sandbox-theme"));
}
