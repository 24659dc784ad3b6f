// Tags of rules and buses, which share three operations. Source: EventBridge API reference, TagResource.
import { findArn } from '../arn.ts';
import type { Permission } from '../service.ts';
import { validationException } from './errors.ts';
import { DEFAULT_BUS, type EventsStore, toRuleKey } from './store.ts';

export type Tags = Readonly<Record<string, string>>;

export function readTags(store: EventsStore, region: string, arn: string | undefined): Tags {
  return findTagged(store, region, arn).tags;
}

export function writeTags(
  store: EventsStore,
  region: string,
  arn: string | undefined,
  change: (tags: Tags) => Tags,
): void {
  const tagged = findTagged(store, region, arn);
  tagged.write(change(tagged.tags));
}

export function toTags(
  list: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] = [],
): Tags {
  return Object.fromEntries(list.map(({ Key = '', Value = '' }) => [Key, Value]));
}

export function needsOnTagged(action: string) {
  return ({
    ResourceARN,
  }: {
    readonly ResourceARN?: string | undefined;
  }): readonly Permission[] => [{ action: `events:${action}`, resource: ResourceARN ?? '*' }];
}

function findTagged(
  store: EventsStore,
  region: string,
  arn: string | undefined,
): { readonly tags: Tags; readonly write: (tags: Tags) => void } {
  const [kind, ...path] = (findArn(arn ?? '')?.resource ?? '').split('/');
  const name = path.at(-1) ?? '';
  if (kind === 'rule' && name !== '') {
    const bus = path.length > 1 ? path.slice(0, -1).join('/') : DEFAULT_BUS;
    const rule = store.loadRule(region, bus, name);
    return {
      tags: rule.tags,
      write: (tags) => store.rules.put(toRuleKey(rule), { ...rule, tags }),
    };
  }
  if (kind === 'event-bus' && name !== '') {
    const bus = store.loadBus(region, path.join('/'));
    return {
      tags: bus.tags,
      write: (tags) => store.buses.put(`${region}/${bus.name}`, { ...bus, tags }),
    };
  }
  throw validationException(
    `Parameter ${arn ?? ''} is not valid. Reason: Provided Arn is not in correct format.`,
  );
}
