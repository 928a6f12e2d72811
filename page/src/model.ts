/** What the service says, with its offsets turned into those of the editor. */

export type Severity = "hint" | "warning" | "error" | "critical";
export type Verdict = "send" | "revise" | "block";

/** Replace `start..end` by `text`; offsets are UTF-16 units of the text that was sent. */
export interface Fix {
  start: number;
  end: number;
  text: string;
  safe: boolean;
}

export interface Finding {
  rule: string;
  category: string;
  severity: Severity;
  /** `start == end`: something is missing there. */
  start: number;
  end: number;
  text: string;
  message: string;
  suggestion: string | null;
  fixes: Fix[];
  /** Points of the score that it cost. */
  lost: number;
}

export interface Report {
  score: number;
  verdict: Verdict;
  /** Points lost per category. */
  lost: Record<string, number>;
  findings: Finding[];
}

/**
 * From code points, which the service counts, to UTF-16 units, which the editor counts.
 * They differ after an emoji: it is one code point and two units.
 */
export function toUnits(text: string): (offset: number) => number {
  const starts: number[] = [];
  let at = 0;
  for (const character of text) {
    starts.push(at);
    at += character.length;
  }
  starts.push(at);
  return (offset) => starts[Math.min(offset, starts.length - 1)]!;
}

/** The first safe fix of each finding; of overlapping ones the first. */
export function safeFixes(findings: readonly Finding[]): Map<Finding, Fix> {
  const chosen = findings.flatMap((finding) => {
    const fix = finding.fixes.find((one) => one.safe);
    return fix ? [{ finding, fix }] : [];
  });
  chosen.sort((a, b) => a.fix.start - b.fix.start || a.fix.end - b.fix.end);
  const kept = new Map<Finding, Fix>();
  let last: Fix | undefined;
  for (const { finding, fix } of chosen) {
    if (last && (fix.start < last.end || (fix.start === last.start && fix.end === last.end))) continue;
    kept.set(finding, fix);
    last = fix;
  }
  return kept;
}
