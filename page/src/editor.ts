/** The reply's editor: CodeMirror with the findings as its diagnostics. */

import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import {
  type Diagnostic,
  forEachDiagnostic,
  linter,
  nextDiagnostic,
  previousDiagnostic,
  setDiagnostics,
} from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap, placeholder } from "@codemirror/view";
import { type Finding, type Fix, safeFixes } from "./model";

interface Mark extends Diagnostic {
  finding: Finding;
}

/** A finding and where it is now: the text may have changed since it was sent. */
export interface Place {
  finding: Finding;
  from: number;
  to: number;
}

export interface Commands {
  changed: () => void;
  moved: () => void;
  mend: () => void;
  copy: () => void;
  fixHere: () => void;
}

const LABELS = { lang: "ru", "aria-labelledby": "reply-label", "aria-describedby": "count" };

export class Editor {
  readonly view: EditorView;
  /** The text that the findings are about. */
  private sent = "";

  constructor(parent: HTMLElement, nonce: string, commands: Commands) {
    const key = (name: string, run: () => void) => ({ key: name, preventDefault: true, run: () => (run(), true) });
    this.view = new EditorView({
      parent,
      state: EditorState.create({
        extensions: [
          EditorView.cspNonce.of(nonce),
          history(),
          linter(null),
          keymap.of([
            { key: "F8", run: nextDiagnostic, shift: previousDiagnostic, preventDefault: true },
            key("Mod-.", commands.fixHere),
            key("Mod-Shift-Enter", commands.mend),
            key("Mod-Enter", commands.copy),
            ...historyKeymap,
            ...defaultKeymap,
          ]),
          EditorView.lineWrapping,
          placeholder("Вставьте или напишите ответ"),
          EditorView.contentAttributes.of(LABELS),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) commands.changed();
            if (update.selectionSet || update.docChanged) commands.moved();
          }),
        ],
      }),
    });
  }

  get text(): string {
    return this.view.state.doc.toString();
  }

  /** Another text in place of this one; can be undone. */
  replace(text: string): void {
    const changes = { from: 0, to: this.view.state.doc.length, insert: text };
    this.view.dispatch({ changes, userEvent: "input.paste" });
  }

  selectAll(): void {
    this.view.dispatch({ selection: { anchor: 0, head: this.view.state.doc.length } });
    this.view.focus();
  }

  /** Underline the findings of the text `sent`; `card` makes what the tooltip shows. */
  show(sent: string, findings: readonly Finding[], card: (finding: Finding) => Node): void {
    this.sent = sent;
    const marks = findings.map((finding): Mark => ({
      finding,
      from: finding.start,
      to: finding.end,
      severity: finding.severity === "critical" ? "error" : finding.severity,
      markClass: `cm-lintRange-${finding.severity}`,
      message: finding.message,
      renderMessage: () => card(finding),
    }));
    this.view.dispatch(setDiagnostics(this.view.state, marks));
  }

  places(): Place[] {
    const found: Place[] = [];
    forEachDiagnostic(this.view.state, (mark, from, to) => found.push({ finding: (mark as Mark).finding, from, to }));
    return found;
  }

  /** Findings at the cursor or in the selection. */
  here(): Finding[] {
    const { from, to } = this.view.state.selection.main;
    return this.places().flatMap((place) => (place.from <= to && from <= place.to ? [place.finding] : []));
  }

  jump(finding: Finding): void {
    const place = this.places().find((one) => one.finding === finding);
    if (!place) return;
    this.view.dispatch({
      selection: { anchor: place.from, head: place.to },
      effects: EditorView.scrollIntoView(place.from, { y: "nearest", yMargin: 40 }),
    });
    this.view.focus();
  }

  /** False when the text has changed there: then new findings are on their way. */
  apply(finding: Finding, fix: Fix): boolean {
    return this.change(new Map([[finding, fix]])) === 1;
  }

  /** Apply the safe fixes together; how many. */
  mend(): number {
    return this.change(safeFixes(this.places().map((place) => place.finding)));
  }

  private change(fixes: ReadonlyMap<Finding, Fix>): number {
    const changes = this.places().flatMap(({ finding, from }) => {
      const fix = fixes.get(finding);
      if (!fix) return [];
      const shift = from - finding.start;
      const change = { from: fix.start + shift, to: fix.end + shift, insert: fix.text };
      const same = this.view.state.sliceDoc(change.from, change.to) === this.sent.slice(fix.start, fix.end);
      return same ? [change] : [];
    });
    if (changes.length) this.view.dispatch({ changes, userEvent: "input.complete" });
    return changes.length;
  }
}
