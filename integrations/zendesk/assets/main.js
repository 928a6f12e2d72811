"use strict";

/* Zendesk's side: a public reply is looked at when the agent submits the ticket. */

const client = ZAFClient.init();
const decided = document.getElementById("decision");
const override = document.getElementById("override");
const reason = document.getElementById("reason");

async function draft() {
  const got = await client.get(["ticket.id", "ticket.comment", "ticket.conversation", "currentUser"]);
  const comment = got["ticket.comment"];
  if (comment.type === "internalNote") return null;
  const asked = (got["ticket.conversation"] || [])
    .filter((one) => one.author?.role === "end-user" && one.message?.content)
    .sort((one, other) => Date.parse(one.timestamp) - Date.parse(other.timestamp))
    .pop();
  return ReplyLint.request(
    comment.text,
    asked?.message.content,
    got["ticket.id"],
    got.currentUser.email,
    reason.value,
  );
}

client.on("ticket.save", async () => {
  const { settings } = await client.metadata();
  const decision = await ReplyLint.decide(ReplyLint.settings(settings), draft);
  const stopped = decision.decision === "stop";
  ReplyLint.show(decided, decision);
  override.hidden = !decision.may_override; // a card number, or a reply that could not be judged, waits whatever the reason
  if (!stopped) reason.value = "";
  if (decision.decision === "advise") client.invoke("notify", "Ответ отправлен; reply-lint показывает, что можно было лучше.");
  if (stopped) throw ReplyLint.STOPPED; // a string: Zendesk shows it, and does not save
});

new ResizeObserver(() => {
  client.invoke("resize", { width: "100%", height: `${document.body.offsetHeight + 16}px` });
}).observe(document.body);
