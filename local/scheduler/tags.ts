// Tags belong to groups: a schedule has none. Source: Scheduler API reference, TagResource.
import type { CallContext, Permission } from '../service.ts';
import { scheduleGroupNotFound, validationException } from './errors.ts';
import type { ScheduleGroup, SchedulerStore } from './store.ts';

/** @throws ServiceError where the ARN is not a group's, or the group does not exist */
export function loadGroupByArn(
  store: SchedulerStore,
  region: string,
  arn: string | undefined,
): ScheduleGroup {
  const name = /^arn:[^:]+:scheduler:[^:]+:\d{12}:schedule-group\/(.+)$/.exec(arn ?? '')?.[1];
  if (name === undefined) throw validationException('Provided Arn is not in correct format.');
  if (arn !== store.toGroupArn(region, name)) throw scheduleGroupNotFound(name);
  return store.loadGroup(region, name);
}

export function needsOnGroup(action: string) {
  return (
    { ResourceArn }: { readonly ResourceArn?: string | undefined },
    _context: CallContext,
  ): readonly Permission[] => [{ action: `scheduler:${action}`, resource: ResourceArn ?? '*' }];
}

export function toTags(
  list: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] = [],
): Readonly<Record<string, string>> {
  return Object.fromEntries(list.map(({ Key = '', Value = '' }) => [Key, Value]));
}
