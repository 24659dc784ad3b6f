// What tags can be put on: state machines, not their versions and aliases.
import type { CallContext } from '../service.ts';
import { isServiceError } from '../service-error.ts';
import { resourceNotFound, wrongResourceType } from './errors.ts';
import { loadMachine } from './lookup.ts';
import { parseMachineArn } from './names.ts';
import type { Parts } from './parts.ts';

export interface Tagged {
  readonly tags: Readonly<Record<string, string>>;
  readonly put: (tags: Readonly<Record<string, string>>) => void;
}

/** @throws ServiceError InvalidArn, ResourceNotFound */
export function loadTagged(parts: Parts, arn: string, context: CallContext): Tagged {
  if (parseMachineArn(arn, context).qualifier !== undefined)
    throw wrongResourceType('stateMachine');
  try {
    const { key, machine } = loadMachine(parts, arn, context);
    return {
      tags: machine.tags,
      put: (tags) => {
        parts.store.machines.put(key, { ...machine, tags });
      },
    };
  } catch (error) {
    if (!isServiceError(error) || error.code !== 'StateMachineDoesNotExist') throw error;
    throw resourceNotFound(arn);
  }
}
