// What the file does not know, as people are told of it.
import type { Unmanaged } from '../../src/rotation/desired/unmanaged.ts';
import type { Writer } from '../writer.ts';
import { findNameOfArn } from './find-schedule.ts';

/** @param prune schedules of ours are to be removed */
export function printUnmanaged(
  writer: Writer,
  unmanaged: readonly Unmanaged[],
  prune: boolean,
): void {
  if (unmanaged.length === 0) return;
  writer.line('Not in the file:');
  for (const one of unmanaged) {
    const goes = prune && one.kind === 'schedule';
    writer.line(`  ${goes ? writer.paint('bad', '-') : ' '} ${describe(one, prune)}`);
  }
}

function describe(one: Unmanaged, prune: boolean): string {
  switch (one.kind) {
    case 'schedule': {
      const secret = findNameOfArn(one.secretArn) ?? one.secretArn;
      return `schedule ${one.name} of ${secret}: ${one.expression}${prune ? '' : '; it stays, --prune removes it'}`;
    }
    case 'stranger':
      return `schedule ${one.name}: ${one.found}; it is not ours and stays`;
    case 'secret':
      return `secret ${one.name}: tagged, and on no schedule`;
  }
}
