"use strict";

/*
 * What the apps for Zendesk and Freshdesk share: HTML as text, the question to reply-lint's service (docs/hook.md of
 * reply-lint), its answer on a page. The file lies in both apps, the same to the byte: a test holds it.
 */

const ReplyLint = {
  /**
   * The decision on a reply: {decision: "send" | "advise" | "stop", message, findings, …}, as the service gives it.
   *
   * settings: {url, token, seconds, closed}, token "" for none. draft: a function that promises the request, or null
   * when there is nothing to look at. Never rejects: what takes longer than the time limit or fails goes out, or, with
   * `closed`, stays; the console says why.
   */
  async decide(settings, draft) {
    const abort = new AbortController();
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error("time limit")), settings.seconds * 1000);
    });
    try {
      return await Promise.race([ReplyLint.ask(settings, draft, abort.signal), late]);
    } catch (error) {
      console.warn(`reply-lint: reply not checked, ${settings.closed ? "it stays" : "it goes out"}: ${error.message}`);
      const message = ReplyLint.UNCHECKED[settings.closed];
      return { decision: settings.closed ? "stop" : "send", message, findings: [] };
    } finally {
      clearTimeout(timer);
      abort.abort();
    }
  },

  async ask(settings, draft, signal) {
    const request = await draft();
    if (request === null || !request.text.trim()) return { decision: "send", message: null, findings: [] };
    const token = settings.token && { Authorization: `Bearer ${settings.token}` };
    const response = await fetch(`${settings.url.replace(/\/+$/, "")}/v1/hook`, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...token },
      body: JSON.stringify(request),
      signal,
      cache: "no-store",
      credentials: "omit",
      redirect: "error", // the reply goes to the service and nowhere else
      referrerPolicy: "no-referrer",
    });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const decision = await response.json().catch(() => ({}));
    if (!["send", "advise", "stop"].includes(decision.decision)) throw new Error("no decision in the answer");
    return decision;
  },

  /** Settings as an administrator typed them: {url, token, time_limit, fail_closed}. */
  settings(typed) {
    return {
      url: String(typed.url || "").trim(),
      token: String(typed.token || "").trim(),
      seconds: Number(typed.time_limit) > 0 ? Number(typed.time_limit) : 3,
      closed: typed.fail_closed === true || typed.fail_closed === "true",
    };
  },

  /** A request of the hook; without `client` and `reason` when there are none. */
  request(text, client, ticket, agent, reason) {
    return {
      text: ReplyLint.text(text),
      ...(client && { client: ReplyLint.text(client).slice(0, ReplyLint.CLIENT) }),
      ticket: String(ticket),
      agent: String(agent),
      ...(reason.trim() && { override: { reason } }),
    };
  },

  /** HTML of a rich text editor as plain text; what has no tags is plain already. Quotes get «> », as in mail. */
  text(html) {
    if (!/<\/?[a-z][^<>]*>/i.test(html)) return html;
    const tidy = (text) => text.replace(/ *\n */g, "\n").replace(/\n{3,}/g, "\n\n").trim();
    const inside = (node) => Array.from(node.childNodes, of).join("");
    const of = (node) => {
      if (node.nodeType === Node.TEXT_NODE) return node.data.replace(/[ \t\r\n]+/g, " ");
      const name = node.nodeName;
      if (name === "SCRIPT" || name === "STYLE" || node.nodeType !== Node.ELEMENT_NODE) return "";
      if (name === "BLOCKQUOTE") return `\n\n${tidy(inside(node)).replace(/^/gm, "> ")}\n\n`;
      const edge = ReplyLint.BREAKS[name] || "";
      return name === "BR" ? edge : edge + inside(node) + edge;
    };
    // A parsed document runs no scripts and loads no pictures.
    return tidy(inside(new DOMParser().parseFromString(html, "text/html").body));
  },

  /** Show a decision in `place`: its message, and all findings when the message names but some. Never as HTML. */
  show(place, decision) {
    place.replaceChildren();
    if (!decision.message) return;
    const message = document.createElement("p");
    message.textContent = decision.message;
    place.append(message);
    if (decision.findings.length > ReplyLint.NAMED) {
      const all = document.createElement("details");
      all.append(document.createElement("summary"), document.createElement("ul"));
      all.firstChild.textContent = "Все замечания";
      for (const finding of decision.findings) {
        const item = document.createElement("li");
        item.textContent = [finding.message, finding.suggestion].filter(Boolean).join(" ");
        all.lastChild.append(item);
      }
      place.append(all);
    }
  },

  BREAKS: Object.fromEntries([
    ...["H1", "H2", "H3", "H4", "H5", "H6", "OL", "P", "PRE", "TABLE", "UL"].map((name) => [name, "\n\n"]),
    ...["BR", "DIV", "LI", "TR"].map((name) => [name, "\n"]),
  ]),
  /** Most characters of the client's message that go along: the service refuses long ones. */
  CLIENT: 20000,
  /** So many findings are in the service's message. */
  NAMED: 3,
  /** By `closed`. */
  UNCHECKED: {
    false: null,
    true: "Ответ не удалось проверить, и он ещё не отправлен. Попробуйте ещё раз; не выйдет — скажите руководителю.",
  },
  /** For the vendor's own notices, which may take a text for HTML: nothing of the reply is in them. */
  STOPPED: "Ответ ещё не отправлен: reply-lint показывает, что поправить.",
};
