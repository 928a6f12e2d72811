// cspell with its Russian dictionary, behind the same pipes as worker.py's checkers.
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const folder = process.argv[2] + "/node_modules"; // packages lie there, not beside this file
const { spellCheckDocument } = await import(pathToFileURL(folder + "/cspell-lib/dist/index.js"));
const settings = { language: "ru,en", import: [folder + "/@cspell/dict-ru_ru/cspell-ext.json"] };

async function check(text, suggest) {
  const document = { uri: "text.txt", text, languageId: "plaintext", locale: "ru,en" };
  const options = { generateSuggestions: suggest, noConfigSearch: true };
  const { issues } = await spellCheckDocument(document, options, settings);
  const points = (unit) => [...text.slice(0, unit)].length;
  return issues.map(({ offset, text: word, suggestionsEx }) => {
    const [start, end] = [points(offset), points(offset + word.length)];
    return [start, end, (suggestionsEx ?? []).slice(0, 3).map((fix) => [start, end, fix.wordAdjustedToMatchCase ?? fix.word])];
  });
}

console.log("ready");
for await (const line of createInterface({ input: process.stdin })) {
  const { texts, suggest } = JSON.parse(line);
  const before = process.cpuUsage();
  const found = [];
  for (const text of texts) found.push(await check(text, suggest));
  const { user, system } = process.cpuUsage(before);
  console.log(JSON.stringify({ cpu: (user + system) / 1e6, found }));
}
