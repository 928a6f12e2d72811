"use strict";

/* A stand-in for Freshdesk's client, in the app's background page and in the window that it opens over the ticket. */

const copy = (value) => JSON.parse(JSON.stringify(value)); // as between frames
const inModal = window !== window.parent;
// Of the window, for the other frame.
var desk = inModal ? window.parent.desk
  : { settings: {}, values: {}, handlers: {}, receivers: [], notices: [], modal: null };

const background = {
  iparams: { get: async () => copy(desk.settings) },
  data: { get: async (name) => (desk.mute ? new Promise(() => {}) : { [name]: copy(desk.values[name]) }) },
  instance: { receive: (receiver) => desk.receivers.push(receiver) },
  events: { on: (name, handler, options) => { desk.handlers[name] = { handler, options }; } },
  interface: {
    trigger: async (name, given) => {
      if (name === "showNotify") desk.notices.push(given.message);
      if (name !== "showModal") return;
      desk.modalData = copy(given.data);
      desk.modal?.remove();
      desk.modal = document.createElement("iframe");
      desk.modal.src = given.template;
      desk.modal.width = 480;
      desk.modal.height = 500;
      document.body.append(desk.modal);
    },
  },
};

const modal = {
  instance: {
    context: async () => ({ location: "modal", modalData: copy(desk.modalData) }),
    send: (data) => desk.receivers.forEach((receive) => receive({ helper: { getData: () => copy(data) } })),
    close: () => desk.modal.remove(),
  },
};

let start;
const started = new Promise((resolve) => { start = resolve; });
const app = { initialized: async () => (inModal ? modal : started.then(() => background)) };

/** What Freshdesk does on Send: null when it sends, what it shows when it does not. */
const submit = (payload) => new Promise((resolve, reject) => {
  const { handler, options } = desk.handlers["ticket.sendReply"];
  setTimeout(reject, 60000, new Error("the app does not answer"));
  if (!options.intercept) reject(new Error("only an intercepting handler can stop a reply"));
  const helper = { getData: () => copy(payload), done: () => resolve(null), fail: resolve };
  handler({ type: "ticket.sendReply", helper });
});
