// Puts the page together: one visit for each person one speaks as, and the way between channels.

import { Api, sandbox } from "./api.js";
import { ClockBar } from "./clockbar.js";
import { Commands, callData } from "./commands.js";
import { Composer } from "./composer.js";
import { Gateway } from "./gateway.js";
import { Interactions } from "./interactions.js";
import { LANGUAGES, say, setLanguage } from "./words.js";
import { Members } from "./members.js";
import { MessagePane } from "./messages.js";
import { SandboxClock, refreshTimes } from "./clock.js";
import { Sidebar } from "./sidebar.js";
import { State } from "./state.js";
import { deviceZone } from "./settings.js";
import { announce, fill, icon } from "./dom.js";
import { openModal } from "./modal.js";
import { showHeader } from "./header.js";

const RETRY_MS = 1000;
const clock = new SandboxClock();
const element = (id) => document.getElementById(id);
let visit = null;

/** The page as one person sees it, from arriving to leaving. */
class Visit {
  #leaving = new AbortController();
  #channelId = null;
  #arriving = true;

  constructor(person, people) {
    Object.assign(this, { person, people, personId: person.id, clock });
    this.signal = this.#leaving.signal;
    this.reader = { locale: localeOf(person), zone: localStorage.getItem("sandbox.zone") || deviceZone };
    setLanguage(this.reader.locale);
    element("skip-link").textContent = say("skip");
    this.api = new Api(person.token);
    this.state = new State(people, person.id, this.api);
    this.commands = new Commands(this);
    this.openChannel = (id) => (location.hash = `#/${person.id}/${id}`);
    this.settings = {
      people: people.people,
      zone: localStorage.getItem("sandbox.zone") ?? "",
      switchPerson: (id) => (location.hash = `#/${id}`),
      change: (what) => changeReader(person, what),
    };
    this.#furnish();
    this.gateway = new Gateway(person.token, {
      onEvent: (name, data) => this.#hear(name, data),
      onLost: (how) => this.#lost(how),
    });
  }

  leave() {
    this.sidebar.close();
    this.#leaving.abort();
    this.gateway.stop();
  }

  /** Show the channel with this id, the first one if there is none such. */
  show(channelId) {
    const { state } = this;
    if (this.#arriving) return;
    const channel = state.channels.get(channelId) ?? state.channelList[0] ?? state.directMessages[0];
    if (!channel || channel.id === this.#channelId) return;
    this.#channelId = channel.id;
    document.title = `${state.nameOfChannel(channel)} · ${state.guild.name}`;
    localStorage.setItem(`sandbox.channel.${this.personId}`, channel.id);
    this.composer.open(channel);
    this.pane.open(channel).catch(() => {});
    this.#showFrame();
    if (matchMedia("(hover: hover)").matches) this.composer.focus();
  }

  #furnish() {
    const actions = {
      reply: (message) => this.composer.reply(message),
      runCommand: (command, message) => this.#runMessageCommand(command, message),
      openChannel: this.openChannel,
      tryQuestion: (text) => this.composer.try(text),
    };
    Object.defineProperty(actions, "mayWrite", { get: () => this.composer.mayWrite });
    this.bar = new ClockBar(element("clock-bar"), this);
    this.sidebar = new Sidebar(element("sidebar"), element("backdrop"), this, {
      openDirectMessage: (id) => this.#openDirectMessage(id),
    });
    this.members = new Members(element("members"), this);
    this.pane = new MessagePane(element("messages"), this, actions);
    this.composer = new Composer(element("composer"), this, {
      runCommand: (entry, data) => this.#run(entry.bot?.name ?? "", entry.command.application_id, data),
      editLast: () => this.pane.editLast(),
    });
    clock.addEventListener("tick", () => refreshTimes(this), { signal: this.signal });
    this.state.addEventListener("channels", () => this.#showFrame(), { signal: this.signal });
    this.state.addEventListener("presence", () => this.#showBanner(), { signal: this.signal });
  }

  #showFrame() {
    if (this.#arriving || !this.#channelId) return null;
    const channel = this.state.channels.get(this.#channelId);
    if (!channel) return this.#fallBack();
    this.sidebar.show(this.#channelId);
    return showHeader(element("channel-header"), channel, this, () => this.sidebar.open());
  }

  /** The channel in view was taken away: go where one still may be. */
  #fallBack() {
    this.#channelId = null;
    this.show(null);
  }

  #hear(name, data) {
    if (name === "SANDBOX_CLOCK") clock.take({ timezone: clock.zone, ...data });
    this.interactions?.hear(name, data);
    // After READY the channels of the server are not known yet; until then nothing in view has been taken away.
    if (name === "READY") this.#arriving = true;
    this.state.apply(name, data);
    if (name === "GUILD_CREATE") this.#arrived();
  }

  #arrived() {
    this.#arriving = false;
    this.interactions = new Interactions(this.api, this.state.guild.id, this.reader.locale);
    const [, channelId] = route();
    const wanted = channelId ?? localStorage.getItem(`sandbox.channel.${this.personId}`) ?? this.person.start;
    const again = this.#channelId !== null && this.state.channels.has(this.#channelId);
    this.#showBanner();
    if (again) {
      announce(say("back_online"));
      this.pane.refresh().catch(() => {});
    } else this.show(wanted);
    this.#showFrame();
  }

  #lost({ refused }) {
    setBanner("offline", say("offline"));
    // After a restart the sandbox may hold another world, with other people in it.
    if (refused) start();
    else freshenClock();
  }

  #showBanner() {
    const someBot = this.state.bots.some((bot) => this.state.online.has(bot.id));
    if (someBot || !this.state.guild) setBanner(null);
    else setBanner("absent", say("bot_absent"));
  }

  async #openDirectMessage(userId) {
    const channel = await this.api.openDirectMessage(userId);
    this.state.addChannel(channel);
    this.openChannel(channel.id);
  }

  #runMessageCommand({ command }, message) {
    const data = { ...callData({ command, path: [command.name] }, []), target_id: message.id };
    const bot = this.state.bots.find((each) => each.id === command.application_id);
    return this.#run(bot?.name ?? "", command.application_id, data);
  }

  async #run(name, applicationId, data) {
    const channel = this.state.channels.get(this.#channelId);
    const notice = this.pane.notice(say("waiting", { name }));
    const outcome = await this.interactions.command(channel, applicationId, data);
    if (outcome.kind === "failure") return notice.fail(outcome.reason);
    notice.remove();
    if (outcome.kind === "modal") openModal(outcome.modal, channel, this);
    return null;
  }
}

// Who, where

/** [person's id, channel's id] of the address, either may be undefined. */
function route() {
  const [, person, channel] = /^#\/(\d+)(?:\/(\d+))?/.exec(location.hash) ?? [];
  return [person, channel];
}

function localeOf(person) {
  const known = localStorage.getItem(`sandbox.locale.${person.id}`) ?? person.locale ?? "";
  return Object.keys(LANGUAGES).find((each) => each.slice(0, 2) === known.slice(0, 2)) ?? "en-GB";
}

function changeReader(person, { locale, zone }) {
  if (zone !== undefined) localStorage.setItem("sandbox.zone", zone);
  if (locale !== undefined) localStorage.setItem(`sandbox.locale.${person.id}`, locale);
  if (locale !== undefined) sandbox.setLocale(person.id, locale).catch(() => {});
  enter(person, visit.people);
}

function enter(person, people) {
  visit?.leave();
  localStorage.setItem("sandbox.person", person.name);
  setBanner("starting", say("starting"));
  visit = new Visit(person, people);
}

function followRoute() {
  const [personId, channelId] = route();
  const person = visit?.people.people.find((each) => each.id === personId);
  if (!person) return;
  if (personId === visit.personId) visit.show(channelId);
  else enter(person, visit.people);
}

// Starting

function setBanner(kind, words) {
  const banner = element("banner");
  banner.dataset.kind = kind ?? "";
  fill(banner, words && icon("warning"), words && document.createTextNode(words));
}

async function freshenClock() {
  await sandbox.clock().then(
    (told) => clock.take(told),
    () => {},
  );
}

/** Ask who lives here until the sandbox answers, then arrive as the person of the address, or the one of last time. */
async function start() {
  setLanguage(localeOf({}));
  try {
    const people = await sandbox.people();
    await freshenClock();
    const [personId] = route();
    const last = localStorage.getItem("sandbox.person");
    const person =
      people.people.find((each) => each.id === personId) ??
      people.people.find((each) => each.name === last) ??
      people.people[0];
    enter(person, people);
  } catch {
    setBanner("offline", say("offline"));
    setTimeout(start, RETRY_MS);
  }
}

addEventListener("hashchange", followRoute);
start();
