/** What the page shows of a report: a finding's card, the score, the ledger. */

import h from "crelt";
import type { Finding, Fix, Report } from "./model";
import { SEVERITY, VERDICT, advice, capitalised, count, deed, minus } from "./words";

export interface Actions {
  jump: (finding: Finding) => void;
  apply: (finding: Finding, fix: Fix) => void;
  explain: (rule: string) => void;
}

/** How many fixes a finding offers at once. */
const CHOICES = 3;

/** A finding as the list and the tooltip show it; `sent` is the text that it is about. */
export function card(finding: Finding, title: string, sent: string, actions: Actions, inList: boolean): HTMLElement {
  const jump = { type: "button", class: "message", title: "Показать в тексте", onclick: () => actions.jump(finding) };
  const why = { type: "button", class: "link", "aria-label": `Почему: ${finding.message}` };
  const fixes = finding.fixes.slice(0, CHOICES).map((fix) => {
    const attributes = { type: "button", class: "fix", onclick: () => actions.apply(finding, fix) };
    return h("button", attributes, deed(finding, fix, sent));
  });
  return h(
    "div",
    { class: `card ${finding.severity}` },
    h(
      "div",
      { class: "head" },
      inList ? h("button", jump, finding.message) : h("p", { class: "message" }, finding.message),
      h("span", { class: "minus" }, minus(finding.lost)),
    ),
    finding.suggestion && h("p", { class: "advice" }, advice(finding.suggestion)),
    fixes.length ? h("div", { class: "row" }, fixes) : null,
    h(
      "p",
      { class: "about" },
      h("span", { class: "severity" }, SEVERITY[finding.severity]),
      h("span", title),
      h("button", { ...why, onclick: () => actions.explain(finding.rule) }, "почему?"),
    ),
  );
}

/** «Отправлять нельзя: личные данные» */
export function verdict(report: Report, title: (category: string) => string): string {
  const critical = report.findings.filter((finding) => finding.severity === "critical");
  const why = [...new Set(critical.map((finding) => title(finding.category)))].join(", ");
  return VERDICT[report.verdict] + (why ? `: ${why}` : "");
}

/** For those who hear the page. */
export function spoken(report: Report, title: (category: string) => string): string {
  return `Оценка ${report.score} из 100. ${verdict(report, title)}. ${count(report)}.`;
}

/** A row for each category that cost points, the costliest first. */
export function ledger(report: Report, title: (category: string) => string): HTMLElement[] {
  const rows = Object.entries(report.lost).sort(([, a], [, b]) => b - a);
  return rows.map(([category, points]) => {
    const bar = h("span", { class: "bar" });
    bar.style.inlineSize = `${Math.min(100, points * 2)}%`;
    const name = h("span", { class: "name" }, capitalised(title(category)), bar);
    return h("li", name, h("span", { class: "minus" }, minus(points)));
  });
}
