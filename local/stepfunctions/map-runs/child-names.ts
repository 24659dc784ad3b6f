// The executions of a map run by their numbers.
import { createHash } from 'node:crypto';
import { toNamedUuid } from '../asl/functions.ts';
import type { ExecutionName } from '../names.ts';
import { executionKey } from '../store.ts';
import { type MapRunDocument, toLabelled } from './map-run-document.ts';

export interface ChildName {
  readonly key: string;
  readonly names: Omit<ExecutionName, 'expressId'> & { readonly expressId?: string };
}

type Run = Pick<MapRunDocument, 'machineName' | 'label' | 'id' | 'executionType'>;

export function toChild(region: string, run: Run, index: number): ChildName {
  const machineName = toLabelled(run);
  const name = toChildName(run, index);
  if (run.executionType === 'STANDARD') {
    return { key: executionKey(region, { machineName, name }), names: { machineName, name } };
  }
  const expressId = toChildExpressId(run, index);
  return {
    key: executionKey(region, { machineName, name: `${name}:${expressId}` }),
    names: { machineName, name, expressId },
  };
}

/** The name of a map run's execution: the same whenever it is begun. */
function toChildName({ id }: Pick<Run, 'id'>, index: number): string {
  return toNamedUuid(md5Of(`${id}/${String(index)}`));
}

/** What an EXPRESS execution has besides its name. */
function toChildExpressId({ id }: Pick<Run, 'id'>, index: number): string {
  return toNamedUuid(md5Of(`${id}/${String(index)}/express`));
}

function md5Of(name: string): string {
  return createHash('md5').update(name).digest('hex');
}

const REMEMBERED_MAX = 1000;

/** Each is asked for several times in a short while. */
export function createChildNames(region: string, run: Run): (index: number) => ChildName {
  const known = new Map<number, ChildName>();
  return (index) => {
    const child = known.get(index) ?? toChild(region, run, index);
    if (known.size >= REMEMBERED_MAX) known.clear();
    known.set(index, child);
    return child;
  };
}
