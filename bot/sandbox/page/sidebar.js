// The list of channels and direct messages, and who one is.

import { NEWS } from "./state.js";
import { avatar } from "./avatar.js";
import { fill, h, hiddenText, icon, iconButton } from "./dom.js";
import { openSettings } from "./settings.js";
import { say } from "./words.js";

export class Sidebar {
  #current = null;

  /** `openDirectMessage(userId)` begins a conversation. */
  constructor(root, backdrop, app, { openDirectMessage }) {
    Object.assign(this, { root, app, openDirectMessage });
    root.setAttribute("aria-label", say("sidebar"));
    const { state, signal } = app;
    state.addEventListener("channels", () => this.show(this.#current), { signal });
    state.addEventListener("people", () => this.show(this.#current), { signal });
    state.addEventListener("presence", () => this.show(this.#current), { signal });
    backdrop.addEventListener("click", () => this.close(), { signal });
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.close(), { signal });
    root.addEventListener("click", (event) => event.target.closest("a, .row") && this.close(), { signal });
  }

  /** On a narrow screen the list is a drawer. */
  open() {
    document.body.classList.add("drawer-open");
    this.#shutOut(true);
    (this.root.querySelector("[aria-current]") ?? this.root.querySelector("a, button"))?.focus();
  }

  close() {
    if (!document.body.classList.contains("drawer-open")) return;
    const hadFocus = this.root.contains(document.activeElement);
    document.body.classList.remove("drawer-open");
    this.#shutOut(false);
    if (hadFocus) document.querySelector("#channel-header .drawer-only")?.focus();
  }

  /** Keep the focus out of what the open drawer covers. */
  #shutOut(covered) {
    for (const element of this.root.parentElement.children)
      element.inert = covered && element !== this.root && element.id !== "backdrop";
  }

  show(current) {
    this.#current = current;
    const { state } = this.app;
    if (!state.guild) return;
    const focused = this.root.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    fill(
      this.root,
      h(
        "div",
        { class: "server-name" },
        h("h1", {}, state.guild.name),
        iconButton("close", say("close_sidebar"), () => this.close(), { class: "icon-button drawer-only" }),
      ),
      h("div", { class: "lists" }, this.#channels(), this.#directMessages()),
      this.#ownCard(),
    );
    if (focused) this.root.querySelector(`[data-key="${focused}"]`)?.focus();
  }

  #channels() {
    const rows = this.app.state.channelList.flatMap((channel) => [
      this.#row(channel, channelIcon(channel, this.app.state)),
      ...this.app.state.threadsOf(channel.id).map((thread) => this.#row(thread, icon("thread"), "thread-row")),
    ]);
    return [h("h2", { id: "channels-title" }, say("channels")), h("ul", { "aria-labelledby": "channels-title" }, rows)];
  }

  #directMessages() {
    const { state } = this.app;
    const withBots = state.bots.map((bot) => state.directMessageWith(bot.id) ?? bot);
    const others = state.directMessages.filter((channel) => !channel.recipients.some((user) => user.bot));
    const rows = [...withBots, ...others].map((each) =>
      each.recipients ? this.#conversation(each) : this.#newConversation(each),
    );
    return [h("h2", { id: "dm-title" }, say("direct_messages")), h("ul", { "aria-labelledby": "dm-title" }, rows)];
  }

  #conversation(channel) {
    const [user] = channel.recipients;
    return this.#row(channel, this.#face(user));
  }

  #newConversation(bot) {
    const user = this.app.state.users.get(bot.id) ?? { ...bot, bot: true };
    const onclick = () => this.openDirectMessage(bot.id);
    return h(
      "li",
      {},
      h(
        "button",
        { type: "button", class: "row", dataset: { key: bot.id }, onclick },
        this.#face(user),
        h("span", { class: "row-name" }, bot.name),
      ),
    );
  }

  #face(user) {
    const online = this.app.state.online.has(user.id);
    return h("span", { class: online ? "face online" : "face" }, avatar(user, this.app.state.nameOf(user)));
  }

  #row(channel, picture, className = "") {
    const { state, personId } = this.app;
    const here = channel.id === this.#current;
    const unread = !here && state.isUnread(channel);
    const mentions = here ? 0 : (state.mentions.get(channel.id) ?? 0);
    const name = channel.recipients ? state.nameOfChannel(channel) : channel.name;
    const classes = ["row", className, unread && "unread"].filter(Boolean).join(" ");
    return h(
      "li",
      {},
      h(
        "a",
        {
          class: classes,
          href: `#/${personId}/${channel.id}`,
          "aria-current": here ? "page" : null,
          dataset: { key: channel.id },
        },
        picture,
        h("span", { class: "row-name" }, name),
        state.guild && !channel.recipients && state.isPrivate(channel) && hiddenText(`, ${say("private_channel")}`),
        unread && hiddenText(`, ${say("unread")}`),
        mentions > 0 && h("span", { class: "count" }, hiddenText(`, ${say("mentions")}: `), mentions),
      ),
    );
  }

  #ownCard() {
    const { state, personId, person } = this.app;
    const user = state.users.get(personId) ?? { id: personId };
    const label = say("speaking_as", { name: person.name });
    const onclick = () => openSettings(this.app);
    return h(
      "button",
      {
        type: "button",
        class: "own-card",
        "aria-label": label,
        title: say("switch_person"),
        dataset: { key: "own" },
        onclick,
      },
      avatar(user, person.name),
      h("span", { class: "own-name" }, h("b", {}, person.name), h("small", {}, rolesInWords(person))),
      icon("switch"),
    );
  }
}

export function rolesInWords(person) {
  return person.roles.join(", ") || say("attendee");
}

export function channelIcon(channel, state) {
  if (channel.type === NEWS) return icon("news");
  return icon(state.isPrivate(channel) ? "lock" : "hash");
}
