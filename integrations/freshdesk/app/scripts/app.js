"use strict";

/* Freshdesk's side, in the background of a ticket's page: a reply is looked at when the agent presses Send. */

app.initialized().then(async (client) => {
  const settings = ReplyLint.settings(await client.iparams.get());
  let reason = "";

  async function draft(event) {
    const { ticket } = await client.data.get("ticket");
    const { loggedInUser } = await client.data.get("loggedInUser");
    const { body } = event.helper.getData();
    if (typeof body !== "string") throw new Error("Freshdesk did not tell the reply's text");
    return ReplyLint.request(body, ticket.description_text, ticket.id, loggedInUser.contact.email, reason);
  }

  // The window of a stopped reply sends the reason; the agent then presses Send again.
  client.instance.receive((event) => {
    reason = event.helper.getData().message.reason;
  });

  client.events.on(
    "ticket.sendReply",
    async (event) => {
      const decision = await ReplyLint.decide(settings, () => draft(event));
      if (decision.decision === "stop") {
        event.helper.fail(ReplyLint.STOPPED);
        const { message, findings } = decision;
        const data = { message, findings, mayOverride: decision.may_override === true, reason };
        client.interface.trigger("showModal", { title: "Ответ ещё не отправлен", template: "stopped.html", data });
        return;
      }
      reason = "";
      event.helper.done();
      if (decision.decision === "advise") {
        // A notice may take a text for HTML.
        const message = decision.message.replace(/</g, "‹");
        client.interface.trigger("showNotify", { type: "warning", title: "reply-lint", message });
      }
    },
    { intercept: true },
  );
});
