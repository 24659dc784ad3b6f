// What is to be changed for one secret, before it is: `+` is new, `~` is changed, `-` goes.
import type { Change } from '../../src/rotation/desired/changes.ts';
import type { SecretChange } from '../../src/rotation/desired/secret-change.ts';
import type { Window } from '../../src/rotation/schedule/schedule.ts';
import { toIso, toMinute, toSpan } from '../operate/time-text.ts';
import type { Writer } from '../writer.ts';

export function printChange(writer: Writer, { secret, tags, schedule }: SecretChange): void {
  writer.line(writer.paint('strong', secret.name));
  const { action, changes, settings } = schedule;
  const { expression = '', window = '' } = settings.rotation ?? {};
  if (action === 'create') {
    const what = `schedule ${settings.name}: ${expression}, window ${window}`;
    writer.line(`  ${writer.paint('good', '+')} ${what}`);
  }
  for (const change of changes) printLine(writer, change, 'schedule, ');
  for (const change of tags) printLine(writer, change, 'tag ');
}

/** @param now in the same clock as the windows */
export function printWindows(writer: Writer, windows: readonly Window[], now: number): void {
  writer.line('  next windows:');
  for (const { opensAt, closesAt } of windows) {
    const hours = (closesAt - opensAt) / 3_600_000;
    writer.line(`    ${toMinute(opensAt)} for ${String(hours)}h, in ${toSpan(opensAt - now)}`);
  }
}

export function toChangeDocument({ secret, tags, schedule }: SecretChange): object {
  const { action, changes, settings } = schedule;
  return {
    secret: secret.name,
    secretArn: secret.arn,
    schedule: { name: settings.name, action, ...settings.rotation, changes },
    tags,
  };
}

export function toWindowDocument({ opensAt, closesAt }: Window): object {
  return { opensAt: toIso(opensAt), closesAt: toIso(closesAt) };
}

function printLine(writer: Writer, { field, from, to }: Change, kind: string): void {
  const note = field === 'rekey:window' ? ' (so that a run by hand has the same window)' : '';
  if (from === undefined) {
    writer.line(`  ${writer.paint('good', '+')} ${kind}${field}: ${to ?? ''}${note}`);
  } else if (to === undefined) {
    writer.line(`  ${writer.paint('bad', '-')} ${kind}${field}: ${from}`);
  } else {
    writer.line(`  ${writer.paint('warn', '~')} ${kind}${field}: ${from} → ${to}${note}`);
  }
}
