/** The Russian words of the page. */

import type { Finding, Fix, Report, Severity, Verdict } from "./model";

export const SEVERITY: Record<Severity, string> = {
  hint: "подсказка",
  warning: "предупреждение",
  error: "ошибка",
  critical: "критично",
};
export const VERDICT: Record<Verdict, string> = {
  send: "Можно отправлять",
  revise: "Лучше доработать",
  block: "Отправлять нельзя",
};

const CASES = new Intl.PluralRules("ru");

/** `plural(3, "замечание", "замечания", "замечаний")` is «3 замечания». */
export function plural(n: number, one: string, few: string, many: string): string {
  const word = { one, few, many, zero: many, two: many, other: few }[CASES.select(n)];
  return `${n} ${word}`;
}

export function count(report: Report): string {
  const n = report.findings.length;
  return n ? plural(n, "замечание", "замечания", "замечаний") : "Замечаний нет";
}

/** «−18», «−5,5»; empty when it cost nothing. */
export function minus(points: number): string {
  const rounded = Math.round(points * 10) / 10;
  return rounded ? `−${String(rounded).replace(".", ",")}` : "";
}

/** What a fix does: «Заменить на «вернём»». */
export function deed(finding: Finding, fix: Fix, sent: string): string {
  const before = sent.slice(fix.start, fix.end);
  if (!fix.text) return `Убрать ${quoted(before)}`;
  if (fix.start === fix.end) return `Вставить ${quoted(fix.text)}`;
  if (fix.start === finding.start && fix.end === finding.end) return `Заменить на ${quoted(fix.text)}`;
  return `Заменить ${quoted(before)} на ${quoted(fix.text)}`;
}

/** «Лучше: назовите срок.», and «Правильно: «вернём».» as it is. */
export function advice(suggestion: string): string {
  if (/^[^\s:]+:/.test(suggestion)) return suggestion;
  const small = /^.\p{Ll}/u.test(suggestion) ? suggestion.charAt(0).toLowerCase() + suggestion.slice(1) : suggestion;
  return `Лучше: ${small}`;
}

export function capitalised(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** In «»; white space, which nobody sees in quotes, by its name. */
function quoted(text: string): string {
  if (text.trim()) return `«${text.trim()}»`;
  return /[\n\r]/.test(text) ? "перенос строки" : "пробел";
}
