// What tags can be put on: state machines, not their versions and aliases, and activities.
import type { CallContext } from '../service.ts';
import { isServiceError } from '../service-error.ts';
import { findActivity } from './activities/activity-lookup.ts';
import { resourceNotFound, wrongResourceType } from './errors.ts';
import { loadMachine } from './lookup.ts';
import { parseMachineArn } from './names.ts';
import type { Parts } from './parts.ts';

type Tags = Readonly<Record<string, string>>;

export interface Tagged {
  readonly tags: Tags;
  readonly put: (tags: Tags) => void;
}

/** @throws ServiceError InvalidArn, ResourceNotFound */
export function loadTagged(parts: Parts, arn: string, context: CallContext): Tagged {
  return arn.split(':')[5] === 'activity'
    ? loadTaggedActivity(parts, arn, context)
    : loadTaggedMachine(parts, arn, context);
}

function loadTaggedActivity(parts: Parts, arn: string, context: CallContext): Tagged {
  const found = findActivity(parts, arn, context);
  if (found === undefined) throw resourceNotFound(arn);
  const { key, activity } = found;
  return {
    tags: activity.tags,
    put: (tags) => {
      parts.store.activities.put(key, { ...activity, tags });
    },
  };
}

function loadTaggedMachine(parts: Parts, arn: string, context: CallContext): Tagged {
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
