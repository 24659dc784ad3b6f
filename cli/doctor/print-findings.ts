// Findings for people: what is well in one line, what is not with its evidence and the command that mends it.
import { findCatalogueTitle } from '../../src/rotation/catalogue.ts';
import type { Finding, Verdict } from '../../src/rotation/doctor/finding.ts';
import type { Style, Writer } from '../writer.ts';

const MARKS: Readonly<Record<Verdict, readonly [string, Style]>> = {
  ok: ['✓', 'good'],
  warning: ['!', 'warn'],
  problem: ['✗', 'bad'],
  unknown: ['?', 'dim'],
};
const INDENT = '    ';

export function printFindings(writer: Writer, findings: readonly Finding[]): void {
  for (const finding of findings) printFinding(writer, finding);
}

function printFinding(
  writer: Writer,
  { id, verdict, catalogue, evidence, command, fix }: Finding,
): void {
  const [mark, style] = MARKS[verdict];
  const painted = writer.paint(style, mark);
  if (verdict === 'ok') {
    const [first = '', ...rest] = wrap(evidence, writer.width, 4 + id.length);
    writer.line(`  ${painted} ${id}  ${writer.paint('dim', first)}`);
    for (const line of rest) writer.line(writer.paint('dim', `${INDENT}${line}`));
    return;
  }
  writer.line(`  ${painted} ${writer.paint('strong', id)}${toTitle(catalogue)}`);
  for (const line of wrap(evidence, writer.width, INDENT.length)) writer.line(`${INDENT}${line}`);
  // Whole, so that it can be copied.
  if (command !== undefined) writer.line(`${INDENT}→ ${command}`);
  if (fix !== undefined) writer.line(writer.paint('dim', `${INDENT}  --fix does this`));
}

function toTitle(catalogue: string | undefined): string {
  if (catalogue === undefined) return '';
  return `  ${catalogue}: ${findCatalogueTitle(catalogue) ?? 'see the troubleshooting catalogue'}`;
}

/** At spaces; what is piped is not wrapped. */
function wrap(text: string, width: number | undefined, indent: number): readonly string[] {
  if (width === undefined) return [text];
  const room = Math.max(width - indent, 20);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** Such as `2 problems, 1 warning, 14 well`. */
export function describeCounts(findings: readonly Finding[]): string {
  const count = (verdict: Verdict): number =>
    findings.filter((finding) => finding.verdict === verdict).length;
  const say = (number: number, one: string, many = `${one}s`): readonly string[] =>
    number === 0 ? [] : [`${String(number)} ${number === 1 ? one : many}`];
  return [
    ...say(count('problem'), 'problem'),
    ...say(count('warning'), 'warning'),
    ...say(count('unknown'), 'not looked at', 'not looked at'),
    ...say(count('ok'), 'well', 'well'),
  ].join(', ');
}
