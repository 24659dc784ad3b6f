// Machines of one Task, and what is read of their executions.
import type { Ended } from '../states.ts';

export function task(Resource: string, Arguments: unknown, more: object = {}): object {
  return {
    StartAt: 'T',
    States: { T: { Type: 'Task', Resource, Arguments, End: true, ...more } },
  };
}

export function outputOf({ output = 'null' }: Ended): unknown {
  return JSON.parse(output);
}

export function typesOf({ events }: Pick<Ended, 'events'>): (string | undefined)[] {
  return events.map(({ type }) => type);
}
