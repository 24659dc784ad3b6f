// UntagResource, for state machines. A key that is not there is no error.
import type { UntagResourceInput, UntagResourceOutput } from '@aws-sdk/client-sfn';
import type { Action } from '../../service.ts';
import { loadTagged } from '../lookup.ts';
import type { Parts } from '../parts.ts';
import { permitOnMachine } from '../permission.ts';

export function createUntagResource(parts: Parts): Action<UntagResourceInput, UntagResourceOutput> {
  return {
    permissions: ({ resourceArn }, context) =>
      permitOnMachine(parts, 'UntagResource', resourceArn, context),
    run: ({ resourceArn = '', tagKeys = [] }, context) => {
      const { key, machine } = loadTagged(parts, resourceArn, context);
      const tags = Object.fromEntries(
        Object.entries(machine.tags).filter(([name]) => !tagKeys.includes(name)),
      );
      parts.store.machines.put(key, { ...machine, tags });
      return {};
    },
  };
}
