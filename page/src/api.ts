/** The service: it lints, and it knows the rules. */

import { type Report, toUnits } from "./model";

/** What the service answers about a rule. Examples are marked: `[[place]]` or `[[place => fix]]`. */
export interface RulePage {
  rule: string;
  title: string;
  category_title: string;
  severity: string;
  points: number;
  why: string;
  suggestion: string | null;
  source: string;
  bad: Example[];
  good: Example[];
}

export interface Example {
  reply: string;
  client: string | null;
}

/** No answer, or one that is none. `kind` says what the page can do about it. */
export class Trouble extends Error {
  constructor(
    readonly kind: "token" | "silent" | "refused",
    message: string,
  ) {
    super(message);
  }
}

const TOKEN = "reply-lint-token";
const UNFIT = "Этот ключ не подошёл. Проверьте его и введите ещё раз.";

/** Kept until the tab is closed. */
export function keepToken(token: string): void {
  sessionStorage.setItem(TOKEN, token);
}

/** Throws `Trouble`, or an `AbortError` when `signal` says stop. */
export async function lint(text: string, client: string, signal: AbortSignal): Promise<Report> {
  const body = JSON.stringify(client.trim() ? { text, client } : { text });
  const headers = { "Content-Type": "application/json" };
  const answer = await ask("v1/lint", { method: "POST", body, signal, headers });
  const report = (answer as { replies: Report[] }).replies[0]!;
  const units = toUnits(text);
  for (const finding of report.findings) {
    for (const place of [finding, ...finding.fixes]) {
      place.start = units(place.start);
      place.end = units(place.end);
    }
  }
  return report;
}

export async function rulePage(rule: string): Promise<RulePage> {
  return (await ask(`v1/rules/${rule}`)) as RulePage;
}

/** Category → its Russian title. */
export async function categoryTitles(): Promise<ReadonlyMap<string, string>> {
  const answer = (await ask("v1/rules")) as { categories: { category: string; title: string }[] };
  return new Map(answer.categories.map(({ category, title }) => [category, title]));
}

async function ask(path: string, init: RequestInit = {}): Promise<unknown> {
  const headers = new Headers(init.headers);
  const token = sessionStorage.getItem(TOKEN);
  if (token && !/^[!-~]+$/.test(token)) throw new Trouble("token", UNFIT); // no header could hold it
  if (token) headers.set("Authorization", `Bearer ${token}`);
  let response: Response;
  try {
    response = await fetch(path, { ...init, headers, credentials: "omit", cache: "no-store" });
    if (response.ok) return await response.json();
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new Trouble("silent", "Служба проверки не отвечает. Текст на месте, попробуем ещё раз сами.");
  }
  if (response.status === 401) {
    throw new Trouble("token", token ? UNFIT : "");
  }
  if (response.status >= 500 || response.status === 429) {
    throw new Trouble("silent", "Служба проверки занята. Текст на месте, попробуем ещё раз сами.");
  }
  throw new Trouble("refused", (await reason(response)) || "Служба проверки не приняла этот текст.");
}

/** What a problem+json body says. */
async function reason(response: Response): Promise<string> {
  try {
    const problem = (await response.json()) as { detail?: unknown; title?: unknown };
    return [problem.detail, problem.title].find((said) => typeof said === "string") ?? "";
  } catch {
    return "";
  }
}
