// Who is here, beside the messages where the screen is wide enough.

import { avatar } from "./avatar.js";
import { cssColour } from "./embeds.js";
import { fill, h } from "./dom.js";
import { say } from "./words.js";

export class Members {
  constructor(root, app) {
    Object.assign(this, { root, app });
    root.setAttribute("aria-label", say("members"));
    const { state, signal } = app;
    for (const name of ["people", "presence"]) state.addEventListener(name, () => this.show(), { signal });
  }

  show() {
    const groups = this.#groups().filter(([, users]) => users.length);
    fill(
      this.root,
      groups.map(([name, users]) => [
        h("h2", {}, `${name} — ${users.length}`),
        h(
          "ul",
          {},
          users.map((user) => this.#line(user)),
        ),
      ]),
    );
  }

  /** Bots, then each role that sets its people apart, then everybody else. */
  #groups() {
    const { state } = this.app;
    const users = [...state.members.values()].map((member) => ({ ...member.user, roles: member.roles }));
    const people = users.filter((user) => !user.bot);
    const roles = [...state.roles.values()]
      .filter((role) => role.id !== state.guild.id)
      .sort((a, b) => b.position - a.position);
    const topRole = (user) => roles.find((role) => user.roles.includes(role.id));
    return [
      [say("bots"), users.filter((user) => user.bot)],
      ...roles.map((role) => [role.name, people.filter((user) => topRole(user) === role)]),
      [say("attendees"), people.filter((user) => !topRole(user))],
    ];
  }

  #line(user) {
    const { state } = this.app;
    const name = h("span", { class: "row-name" }, state.nameOf(user));
    const colour = state.colourOf(user.id);
    if (colour) name.style.setProperty("--role", cssColour(colour));
    if (colour) name.classList.add("coloured");
    const face = h(
      "span",
      { class: state.online.has(user.id) ? "face online" : "face" },
      avatar(user, state.nameOf(user)),
    );
    return h("li", { class: "member" }, face, name, user.bot && h("span", { class: "badge" }, say("bot_badge")));
  }
}
