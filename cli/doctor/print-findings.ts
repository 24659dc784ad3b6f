// Findings for people: what is well in one line, what is not with its evidence and the command that mends it.
import { findCatalogueTitle } from '../../src/rotation/catalogue.ts';
import type { Finding, Verdict } from '../../src/rotation/doctor/finding.ts';
import { wrap } from '../operate/wrap.ts';
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
    const [first = '', ...rest] = wrap(`${id}  ${evidence}`, writer.width, INDENT);
    writer.line(`  ${painted} ${first.trimStart()}`);
    for (const line of rest) writer.line(line);
    return;
  }
  writer.line(`  ${painted} ${writer.paint('strong', id)}${toTitle(catalogue)}`);
  for (const line of wrap(evidence, writer.width, INDENT)) writer.line(line);
  // Whole, so that it can be copied.
  if (command !== undefined) writer.line(`${INDENT}→ ${command}`);
  if (fix !== undefined) writer.line(writer.paint('dim', `${INDENT}  --fix does this`));
}

function toTitle(catalogue: string | undefined): string {
  if (catalogue === undefined) return '';
  return `  ${catalogue}: ${findCatalogueTitle(catalogue) ?? 'see the troubleshooting catalogue'}`;
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
