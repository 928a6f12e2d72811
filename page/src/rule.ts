/** The page of a rule, in a dialog. */

import h from "crelt";
import type { Example, RulePage } from "./api";
import type { Severity } from "./model";
import { SEVERITY, plural } from "./words";

export function fill(dialog: HTMLDialogElement, page: RulePage): void {
  const severity = SEVERITY[page.severity as Severity];
  const points = Number.isInteger(page.points)
    ? plural(page.points, "балл", "балла", "баллов")
    : `${String(page.points).replace(".", ",")} балла`;
  dialog.replaceChildren(
    close(dialog),
    h("h2", { id: "rule-title" }, page.title),
    h("p", { class: "about" }, `${page.category_title} · ${severity} · ${points} · `, h("code", page.rule)),
    h("p", page.why),
    ...section("Как лучше", page.suggestion && h("p", page.suggestion.replace(/\{\w+\}/g, "…"))),
    ...section("Найдёт", examples(page.bad, "bad")),
    ...section("Промолчит", examples(page.good, "good")),
    ...section("Откуда правило", page.source && h("p", page.source)),
  );
}

export function fail(dialog: HTMLDialogElement, what: string): void {
  dialog.replaceChildren(close(dialog), h("h2", { id: "rule-title" }, "Страница правила не открылась"), h("p", what));
}

function close(dialog: HTMLDialogElement): HTMLElement {
  return h("button", { type: "button", class: "close", "aria-label": "Закрыть", onclick: () => dialog.close() }, "✕");
}

function section(title: string, body: Node | string | null): (Node | string)[] {
  return body ? [h("h3", title), body] : [];
}

function examples(list: readonly Example[], kind: string): HTMLElement | null {
  const items = list.map(({ reply, client }) =>
    h("li", client && h("p", { class: "client" }, `Клиент: ${client}`), h("p", marked(reply))),
  );
  return items.length ? h("ul", { class: `examples ${kind}` }, items) : null;
}

/** `[[place]]` stands out, `[[place => fix]]` shows its fix too. `\[` and `\]` are brackets of the text. */
function marked(reply: string): (Node | string)[] {
  const plain = (text: string) => text.replace(/\\([[\]])/g, "$1");
  return reply.split(/(\[\[[^]*?\]\])/).map((piece) => {
    if (!piece.startsWith("[[")) return plain(piece);
    const [place, fix] = piece.slice(2, -2).split(/ ?=> ?/) as [string, string?];
    const better = fix === undefined ? null : h("ins", ` → ${plain(fix) || "убрать"}`);
    return h("span", place ? h("mark", plain(place)) : null, better);
  });
}
