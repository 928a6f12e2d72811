"use strict";

/* The window over a ticket's page, when a reply was stopped: what to mend, and a reason to send it as it is. */

app.initialized().then(async (client) => {
  const { modalData } = await client.instance.context();
  const override = document.getElementById("override");
  const reason = document.getElementById("reason");
  ReplyLint.show(document.getElementById("decision"), modalData);
  reason.value = modalData.reason;
  override.hidden = !modalData.mayOverride; // a card number, or a reply that could not be judged, waits whatever the reason
  override.addEventListener("submit", (event) => {
    event.preventDefault();
    client.instance.send({ message: { reason: reason.value } });
    client.instance.close();
  });
});
