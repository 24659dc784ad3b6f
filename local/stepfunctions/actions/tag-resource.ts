// TagResource, for state machines.
import type { TagResourceInput, TagResourceOutput } from '@aws-sdk/client-sfn';
import type { Action } from '../../service.ts';
import { loadTagged } from '../lookup.ts';
import type { Parts } from '../parts.ts';
import { permitOnMachine } from '../permission.ts';
import { applyTags } from '../tags.ts';

export function createTagResource(parts: Parts): Action<TagResourceInput, TagResourceOutput> {
  return {
    permissions: ({ resourceArn }, context) =>
      permitOnMachine(parts, 'TagResource', resourceArn, context),
    run: ({ resourceArn = '', tags = [] }, context) => {
      const { key, machine } = loadTagged(parts, resourceArn, context);
      parts.store.machines.put(key, { ...machine, tags: applyTags(machine.tags, tags) });
      return {};
    },
  };
}
