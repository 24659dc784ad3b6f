// Tags belong to groups: a schedule has none. Source: Scheduler API reference, TagResource.
import type { CallContext, Conditions, Permission } from '../service.ts';
import { ofResourceTags } from '../tag-conditions.ts';
import { scheduleGroupNotFound, validationException } from './errors.ts';
import type { Scheduler } from './scheduler.ts';
import type { ScheduleGroup, SchedulerStore } from './store.ts';

/** @throws ServiceError where the ARN is not a group's, or the group does not exist */
export function loadGroupByArn(
  store: SchedulerStore,
  region: string,
  arn: string | undefined,
): ScheduleGroup {
  const name = findGroupName(arn);
  if (name === undefined) throw validationException('Provided Arn is not in correct format.');
  if (arn !== store.toGroupArn(region, name)) throw scheduleGroupNotFound(name);
  return store.loadGroup(region, name);
}

/** `scheduler:<action>` on the group. */
export function needsOnGroup(
  { store }: Scheduler,
  action: string,
  name: string,
  { region }: CallContext,
): Permission {
  return {
    action: `scheduler:${action}`,
    resource: store.toGroupArn(region, name),
    resourceConditions: ofTagsOfGroup(store, region, name),
  };
}

/** @param ofRequest what the request says of tags */
export function needsOnTagged<Input extends { readonly ResourceArn?: string | undefined }>(
  { store }: Scheduler,
  action: string,
  ofRequest: (input: Input) => Conditions = () => ({}),
) {
  return (input: Input, { region }: CallContext): readonly Permission[] => [
    {
      action: `scheduler:${action}`,
      resource: input.ResourceArn ?? '*',
      conditions: ofRequest(input),
      resourceConditions: ofTagsOfGroup(store, region, findGroupName(input.ResourceArn) ?? ''),
    },
  ];
}

/** A schedule's call is judged by them, too: it has no tags of its own. */
export function ofTagsOfGroup({ groups }: SchedulerStore, region: string, name: string) {
  return ofResourceTags(() => groups.get(`${region}/${name}`)?.tags);
}

function findGroupName(arn: string | undefined): string | undefined {
  return /^arn:[^:]+:scheduler:[^:]+:\d{12}:schedule-group\/(.+)$/.exec(arn ?? '')?.[1];
}
