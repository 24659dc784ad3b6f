// All secrets in a table, the worst first, and below it what is wrong with each and what to do.
import { healthWords, isProblem } from '../../src/rotation/health.ts';
import { type Column, printTable } from '../table.ts';
import type { Style, Writer } from '../writer.ts';
import type { SecretStatus } from './secret-status.ts';
import { toSpan } from './time-text.ts';
import { wrap } from './wrap.ts';

/** Narrower, and the target gives way: what stands on the secret can be looked up. */
const WIDTH_WITH_TARGET = 100;

export function printStatuses(writer: Writer, statuses: readonly SecretStatus[]): void {
  const sorted = [...statuses].sort(
    (one, other) =>
      healthWords.indexOf(one.health.word) - healthWords.indexOf(other.health.word) ||
      (one.facts.description.name < other.facts.description.name ? -1 : 1),
  );
  printTable(writer, toColumns(writer), sorted);
  const problems = sorted.filter(({ health }) => isProblem(health.word));
  writer.line(['', ...wrap(summarize(statuses), writer.width, '')].join('\n'));
  for (const status of problems) printProblem(writer, status);
}

export function paintOf(word: string): Style {
  if (['stuck', 'failing', 'misconfigured', 'overdue'].includes(word)) return 'bad';
  if (['healthy', 'in grace', 'rotating'].includes(word)) return 'good';
  return word === 'in deletion' ? 'dim' : 'warn';
}

function toColumns({ width = Infinity }: Writer): readonly Column<SecretStatus>[] {
  const target = { title: 'TARGET', text: ({ target }: SecretStatus) => target, shrinks: true };
  return [
    { title: 'SECRET', text: ({ facts }) => facts.description.name, shrinks: true },
    {
      title: 'HEALTH',
      text: ({ health }) => health.word,
      style: ({ health }) => paintOf(health.word),
    },
    { title: 'AGE', text: toAge },
    { title: 'LAST RUN', text: toLastRun },
    { title: 'NEXT WINDOW', text: toNextWindow },
    ...(width >= WIDTH_WITH_TARGET ? [target] : []),
  ];
}

function toAge({ facts: { now, currentMadeAt, description } }: SecretStatus): string {
  if (description.deletedAt !== undefined) return '–';
  return currentMadeAt === undefined ? '?' : toSpan(now - currentMadeAt);
}

function toLastRun({ lastRun, facts: { now, runs } }: SecretStatus): string {
  if (lastRun === undefined) return runs === undefined ? '?' : 'none';
  const { result, startedAt, endedAt, switchedAt } = lastRun;
  if (result === 'running') return `since ${toSpan(now - startedAt)}`;
  const at = result === 'switched' || result === 'rotated' ? switchedAt : endedAt;
  return `${result} ${toSpan(now - (at ?? startedAt))} ago`;
}

function toNextWindow({ nextWindow, facts: { now, schedule } }: SecretStatus): string {
  if (schedule.kind === 'unreadable') return '?';
  if (nextWindow === undefined) return '–';
  const { opensAt, closesAt } = nextWindow;
  return opensAt <= now ? `open, ${toSpan(closesAt - now)}` : `in ${toSpan(opensAt - now)}`;
}

/** Such as `3 secrets: 1 failing, 2 healthy`. */
function summarize(statuses: readonly SecretStatus[]): string {
  const counts = healthWords
    .map((word) => [word, statuses.filter(({ health }) => health.word === word).length] as const)
    .filter(([, count]) => count > 0)
    .map(([word, count]) => `${String(count)} ${word}`);
  const secrets = statuses.length === 1 ? '1 secret' : `${String(statuses.length)} secrets`;
  return counts.length === 0 ? secrets : `${secrets}: ${counts.join(', ')}`;
}

function printProblem(writer: Writer, { facts, health, openFailure }: SecretStatus): void {
  const { name } = facts.description;
  writer.line(`\n${writer.paint('strong', name)}`);
  for (const { word, reason } of health.findings.filter(({ word }) => isProblem(word))) {
    const [first = '', ...rest] = wrap(`${word}: ${reason}`, writer.width, '  ');
    writer.line([first.replace(word, writer.paint(paintOf(word), word)), ...rest].join('\n'));
  }
  const command = openFailure?.failure?.nextCommand;
  if (command !== undefined) writer.line(`  ${writer.paint('dim', 'next:')} ${command}`);
}
