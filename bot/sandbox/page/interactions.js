// What a person starts with the bot: commands, buttons, menus, forms; and what comes of it.

import { freshNonce } from "./api.js";
import { say } from "./words.js";

const COMMAND = 2,
  COMPONENT = 3,
  AUTOCOMPLETE = 4,
  SUBMIT = 5;
const PATIENCE_MS = 8000; // the sandbox itself speaks up after 3 s; this is for when it is gone

/** Its methods promise {kind: "success"}, {kind: "failure", reason} or {kind: "modal", modal}; they never throw. */
export class Interactions {
  #waiting = new Map();

  constructor(api, guildId, locale) {
    this.api = api;
    this.guildId = guildId;
    this.locale = locale;
  }

  command(channel, applicationId, data) {
    return this.#start(COMMAND, channel, applicationId, { data });
  }

  component(channel, message, data) {
    const applicationId = message.application_id ?? message.author.id;
    return this.#start(COMPONENT, channel, applicationId, { message_id: message.id, data });
  }

  submit(channel, modal, components) {
    const data = { id: modal.id, custom_id: modal.custom_id, components };
    return this.#start(SUBMIT, channel, modal.application_id, { data });
  }

  /** The choices the bot offers, [] if it does not answer. */
  async complete(channel, applicationId, data) {
    const outcome = await this.#start(AUTOCOMPLETE, channel, applicationId, { data });
    return outcome.choices ?? [];
  }

  /** Take in a gateway event that may be the outcome of something. */
  hear(name, data) {
    if (name === "INTERACTION_SUCCESS") this.#settle(data.nonce, { kind: "success" });
    if (name === "INTERACTION_FAILURE") this.#settle(data.nonce, failure());
    if (name === "INTERACTION_MODAL_CREATE") this.#settle(data.nonce, { kind: "modal", modal: data });
    if (name === "APPLICATION_COMMAND_AUTOCOMPLETE_RESPONSE") {
      this.#settle(data.nonce, { kind: "success", choices: data.choices });
    }
  }

  async #start(type, channel, applicationId, rest) {
    const nonce = freshNonce();
    const outcome = new Promise((resolve) => this.#waiting.set(nonce, resolve));
    const body = { type, nonce, application_id: applicationId, channel_id: channel.id, locale: this.locale, ...rest };
    if (channel.guild_id) body.guild_id = this.guildId;
    setTimeout(() => this.#settle(nonce, failure()), PATIENCE_MS);
    this.api.interact(body).catch((error) => this.#settle(nonce, { kind: "failure", reason: error.message }));
    return outcome;
  }

  #settle(nonce, outcome) {
    this.#waiting.get(String(nonce))?.(outcome);
    this.#waiting.delete(String(nonce));
  }
}

function failure() {
  return { kind: "failure", reason: say("no_answer") };
}
