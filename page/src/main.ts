/** The page: the two texts, and what the service says about them. */

import { nextDiagnostic, previousDiagnostic } from "@codemirror/lint";
import h from "crelt";
import "./style.css";
import { Trouble, categoryTitles, keepToken, lint, rulePage } from "./api";
import { type Actions, card, ledger, spoken, verdict } from "./card";
import { Editor } from "./editor";
import { CLIENT, REPLY } from "./example";
import { type Finding, type Fix, type Report, safeFixes } from "./model";
import { fail, fill } from "./rule";
import { count, deed, plural } from "./words";

/** Milliseconds without a keystroke before the text is sent. */
const PAUSE = 250;
/** Milliseconds before a service that did not answer is asked again. */
const AGAIN = 5000;

const $ = <E extends HTMLElement>(id: string) => document.getElementById(id) as E;
const client = $<HTMLTextAreaElement>("client");
const mendButton = $<HTMLButtonElement>("mend");
const copyButton = $<HTMLButtonElement>("copy");
const list = $<HTMLOListElement>("findings");
const heading = $("findings-title");
const dialog = $<HTMLDialogElement>("rule");
const tokenForm = $<HTMLFormElement>("token");

const INVITE = "Вставьте или напишите ответ: замечания появятся сами.";
const WIDE = matchMedia("(min-width: 60rem)");

let items: ReadonlyMap<Finding, HTMLElement> = new Map();
let titles: ReadonlyMap<string, string> = new Map();
/** The text of the last report. */
let sent = "";
/** What was last copied: nothing is lost with it when the tab is closed. */
let copied = "";
let timer = 0;
let asking = new AbortController();

const nonce = document.querySelector<HTMLMetaElement>("meta[name=csp-nonce]")!.content;
const editor = new Editor($("reply"), nonce, { changed, moved, mend, copy, fixHere });
const title = (category: string) => titles.get(category) ?? category;
const actions: Actions = { jump: (finding) => editor.jump(finding), apply, explain };

function changed(): void {
  const empty = !editor.text.trim();
  copyButton.disabled = empty;
  $("example").hidden = !empty;
  later(PAUSE);
}

function later(pause: number): void {
  clearTimeout(timer);
  asking.abort();
  timer = setTimeout(check, pause);
}

async function check(): Promise<void> {
  const text = editor.text.toWellFormed();
  asking = new AbortController();
  const { signal } = asking;
  if (!text.trim()) {
    if (tokenForm.hidden) notice(null);
    return show("", null);
  }
  $("result").setAttribute("aria-busy", "true");
  try {
    const report = await lint(text, client.value.toWellFormed(), signal);
    if (!titles.size) titles = await categoryTitles().catch(() => titles);
    if (signal.aborted) return;
    notice(null);
    show(text, report);
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof Trouble)) throw error;
    notice(error);
    show(text, null);
    if (error.kind === "silent") later(AGAIN);
  } finally {
    if (!signal.aborted) $("result").removeAttribute("aria-busy");
  }
}

/** Ask for what every check needs: so a service that wants a token says so before anybody types. */
async function greet(): Promise<void> {
  try {
    titles = await categoryTitles();
    notice(null);
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    if (error.kind !== "token") return; // a check will say it
    notice(error);
    $("token-value").focus();
  }
}

/** What stands in the way of a check, or nothing. */
function notice(trouble: Trouble | null): void {
  const words = $("trouble");
  const before = [words.textContent, tokenForm.hidden].join();
  words.hidden = !trouble?.message;
  words.textContent = trouble?.message ?? "";
  tokenForm.hidden = trouble?.kind !== "token";
  const changed = [words.textContent, tokenForm.hidden].join() !== before;
  if (trouble && changed) say(trouble.message || "Служба просит ключ доступа.");
}

function show(text: string, report: Report | null): void {
  const findings = report?.findings ?? [];
  sent = text;
  editor.show(text, findings, (finding) => card(finding, title(finding.category), text, actions, false));
  $("result").dataset.verdict = report?.verdict ?? "";
  $("ring").style.strokeDasharray = `${report?.score ?? 0} 100`;
  $("score").textContent = report ? String(report.score) : "–";
  $("verdict").textContent = report ? verdict(report, title) : "Оценки пока нет";
  $("count").textContent = report ? count(report) : text ? "Ответ не проверен." : INVITE;
  $("ledger").replaceChildren(...(report ? ledger(report, title) : []));
  $("ledger").hidden = !report?.findings.length;
  const typos = safeFixes(findings).size;
  mendButton.disabled = !typos;
  mendButton.textContent = typos ? `Исправить опечатки (${typos})` : "Исправить опечатки";
  showList(findings);
  if (report) say(spoken(report, title));
}

function showList(findings: readonly Finding[]): void {
  const focused = list.contains(document.activeElement);
  items = new Map(
    findings.map((finding) => [finding, h("li", card(finding, title(finding.category), sent, actions, true))]),
  );
  list.replaceChildren(...items.values());
  heading.hidden = !findings.length;
  if (focused) (findings.length ? heading : editor.view).focus();
  mark();
}

/** Mark the cards of the findings that the cursor is at; those findings. */
function mark(): Finding[] {
  const here = editor.here();
  for (const [finding, item] of items) {
    if (here.includes(finding)) item.setAttribute("aria-current", "true");
    else item.removeAttribute("aria-current");
  }
  return here;
}

function moved(): void {
  const before = list.querySelector("[aria-current]");
  const [finding] = mark();
  const item = finding && items.get(finding);
  if (!item || item === before) return;
  say(finding.message);
  if (WIDE.matches) list.scrollTo({ top: item.offsetTop - 40 });
}

function apply(finding: Finding, fix: Fix): void {
  const words = deed(finding, fix, sent);
  say(editor.apply(finding, fix) ? `${words}: сделано.` : "Текст здесь изменился, замечания сейчас обновятся.");
  if (list.contains(document.activeElement)) heading.focus();
}

/** The first fix at the cursor. */
function fixHere(): void {
  const finding = editor.here().find((one) => one.fixes.length);
  if (finding) apply(finding, finding.fixes[0]!);
  else say("Здесь готовой замены нет.");
}

function mend(): void {
  const n = editor.mend();
  say(n ? `Исправлено: ${plural(n, "место", "места", "мест")}.` : "Исправлять нечего.");
}

async function copy(): Promise<void> {
  const text = editor.text;
  if (!text.trim()) return;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // no clipboard without https: the browser copies what is selected
    editor.selectAll();
    if (!document.execCommand("copy")) return say("Ответ выделен: нажмите Ctrl+C.");
  }
  copied = text;
  say("Ответ скопирован.");
  copyButton.textContent = "Скопировано ✓";
  setTimeout(() => (copyButton.textContent = "Скопировать"), 2000);
}

async function explain(rule: string): Promise<void> {
  try {
    fill(dialog, await rulePage(rule));
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    fail(dialog, error.message);
  }
  dialog.showModal();
}

/** To those who hear the page. */
function say(words: string): void {
  $("status").textContent = words;
}

client.addEventListener("input", () => later(PAUSE));
mendButton.addEventListener("click", mend);
copyButton.addEventListener("click", copy);
$("example").addEventListener("click", () => {
  client.value ||= CLIENT;
  editor.replace(REPLY);
  editor.view.focus();
});
tokenForm.addEventListener("submit", async (event) => {
  event.preventDefault();
  keepToken($<HTMLInputElement>("token-value").value);
  await greet();
  if (tokenForm.hidden) later(0);
});
dialog.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close(); // beside it
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "F8" || event.defaultPrevented || dialog.open) return;
  event.preventDefault();
  editor.view.focus();
  (event.shiftKey ? previousDiagnostic : nextDiagnostic)(editor.view);
});
addEventListener("beforeunload", (event) => {
  if (editor.text.trim() && editor.text !== copied) event.preventDefault();
});
show("", null);
void greet();
