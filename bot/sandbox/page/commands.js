// The commands that bots offer: which a person may use where, under which names, and what a call of one looks like.

import { DM } from "./state.js";
import { USE_COMMANDS } from "./permissions.js";

const CHAT_INPUT = 1,
  MESSAGE = 3;
const SUBCOMMAND = 1,
  GROUP = 2;
const FRESH_MS = 3000;

/** Lower case and without accents, for comparing what is typed. */
export function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

export class Commands {
  #all = [];
  #fetched = -Infinity;
  #fetching = null;

  constructor(app) {
    this.app = app;
  }

  /** Ask the bots again, if the last answer is not quite fresh; resolves once there is an answer. */
  refresh() {
    if (this.app.state.guild && performance.now() - this.#fetched > FRESH_MS) {
      this.#fetched = performance.now();
      this.#fetching = this.#fetch();
    }
    return this.#fetching;
  }

  async #fetch() {
    const { api, state } = this.app;
    const lists = await Promise.all(state.bots.map((bot) => api.commands(bot.id, state.guild.id).catch(() => [])));
    this.#all = lists.flat();
  }

  /** The slash commands for a channel as {command, path, shownName, description, options, bot}, one a sub-command. */
  forChannel(channel) {
    const usable = this.#usable(channel, CHAT_INPUT).flatMap((command) => this.#entries(command, command, []));
    return usable.sort((a, b) => a.shownName.localeCompare(b.shownName));
  }

  forMessages(channel) {
    return this.#usable(channel, MESSAGE).map((command) => ({ command, shownName: this.#localised(command, "name") }));
  }

  /** Those that fit what is typed after the slash, best first. */
  matching(typed, channel) {
    const wanted = plain(typed.trim());
    const rank = ({ shownName, path }) => {
      const names = [plain(shownName), path.join(" ")];
      if (names.some((name) => name.startsWith(wanted))) return 0;
      return names.some((name) => name.includes(wanted)) ? 1 : 2;
    };
    const ranked = this.forChannel(channel).map((entry) => [rank(entry), entry]);
    return ranked
      .filter(([place]) => place < 2)
      .sort(([a], [b]) => a - b)
      .map(([, entry]) => entry);
  }

  /** The command that `typed` names in full, followed by a blank or the end; with the rest of the text. */
  named(typed, channel) {
    const fits = this.forChannel(channel).flatMap((entry) => {
      const name = [entry.shownName, entry.path.join(" ")].find(
        (each) => typed === each || typed.startsWith(`${each} `),
      );
      return name === undefined ? [] : [{ entry, rest: typed.slice(name.length).trimStart() }];
    });
    return fits.sort((a, b) => b.entry.path.length - a.entry.path.length)[0];
  }

  #usable(channel, type) {
    return this.#all.filter((command) => command.type === type && this.#mayUse(command, channel));
  }

  #mayUse(command, channel) {
    const { state } = this.app;
    const place = channel.type === DM ? 1 : 0;
    if (command.contexts && !command.contexts.includes(place)) return false;
    if (channel.type === DM)
      return !command.guild_id && command.dm_permission !== false && this.#isWith(command, channel);
    const needed = command.default_member_permissions;
    if (!state.may(USE_COMMANDS, channel)) return false;
    return needed === null || needed === undefined || state.mayInServer(BigInt(needed) || 1n << 3n);
  }

  #isWith(command, channel) {
    return channel.recipients.some((user) => user.id === command.application_id);
  }

  #entries(command, part, path) {
    const here = [...path, part];
    const inner = (part.options ?? []).filter((option) => [SUBCOMMAND, GROUP].includes(option.type));
    if (inner.length) return inner.flatMap((option) => this.#entries(command, option, here));
    return [
      {
        command,
        path: here.map(({ name }) => name),
        shownName: here.map((each) => this.#localised(each, "name")).join(" "),
        description: this.#localised(part, "description"),
        options: (part.options ?? []).map((option) => this.#option(option)),
        bot: this.app.state.bots.find((bot) => bot.id === command.application_id),
      },
    ];
  }

  #option(option) {
    const choices = (option.choices ?? []).map((choice) => ({ ...choice, shownName: this.#localised(choice, "name") }));
    return {
      ...option,
      choices,
      shownName: this.#localised(option, "name"),
      about: this.#localised(option, "description"),
    };
  }

  #localised(thing, key) {
    const { locale } = this.app.reader;
    const translations = thing[`${key}_localizations`] ?? {};
    return translations[locale] ?? (locale === "en-GB" ? translations["en-US"] : null) ?? thing[key];
  }
}

/** The data of an interaction that calls `entry`; `values` are {name, value, focused}. */
export function callData(entry, values) {
  const depths = entry.path.slice(1);
  const options = depths.reduceRight((inner, name, at) => {
    const isLast = at === depths.length - 1;
    return [{ name, type: isLast ? SUBCOMMAND : GROUP, options: inner }];
  }, values);
  return { id: entry.command.id, name: entry.command.name, type: entry.command.type, options };
}
