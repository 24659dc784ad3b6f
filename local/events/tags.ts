// Tags of rules and buses, which share three operations. Source: EventBridge API reference, TagResource.
import { findArn } from '../arn.ts';
import type { CallContext, Conditions, Permission } from '../service.ts';
import { ofResourceTags } from '../tag-conditions.ts';
import type { Tags } from '../tags.ts';
import { validationException } from './errors.ts';
import type { Events } from './events.ts';
import { DEFAULT_BUS, type EventsStore, toRuleKey } from './store.ts';

export function readTags(store: EventsStore, region: string, arn: string | undefined): Tags {
  return loadTagged(store, region, arn).tags;
}

export function writeTags(
  store: EventsStore,
  region: string,
  arn: string | undefined,
  change: (tags: Tags) => Tags,
): void {
  const tagged = loadTagged(store, region, arn);
  tagged.write(change(tagged.tags));
}

/** @param ofRequest what the request says of tags */
export function needsOnTagged<Input extends { readonly ResourceARN?: string | undefined }>(
  { store }: Events,
  action: string,
  ofRequest: (input: Input) => Conditions = () => ({}),
) {
  return (input: Input, { region }: CallContext): readonly Permission[] => [
    {
      action: `events:${action}`,
      resource: input.ResourceARN ?? '*',
      conditions: ofRequest(input),
      resourceConditions: ofResourceTags(() => findTags(store, region, input.ResourceARN)),
    },
  ];
}

function findTags(store: EventsStore, region: string, arn: string | undefined): Tags | undefined {
  const named = parseTagged(arn);
  if (named === undefined) return undefined;
  return named.kind === 'rule'
    ? store.rules.get(toRuleKey({ region, ...named }))?.tags
    : store.buses.get(`${region}/${named.name}`)?.tags;
}

function loadTagged(
  store: EventsStore,
  region: string,
  arn: string | undefined,
): { readonly tags: Tags; readonly write: (tags: Tags) => void } {
  const named = parseTagged(arn);
  if (named === undefined) {
    throw validationException(
      `Parameter ${arn ?? ''} is not valid. Reason: Provided Arn is not in correct format.`,
    );
  }
  if (named.kind === 'rule') {
    const rule = store.loadRule(region, named.bus, named.name);
    return {
      tags: rule.tags,
      write: (tags) => store.rules.put(toRuleKey(rule), { ...rule, tags }),
    };
  }
  const bus = store.loadBus(region, named.name);
  return {
    tags: bus.tags,
    write: (tags) => store.buses.put(`${region}/${bus.name}`, { ...bus, tags }),
  };
}

type Tagged =
  | { readonly kind: 'rule'; readonly bus: string; readonly name: string }
  | { readonly kind: 'event-bus'; readonly name: string };

function parseTagged(arn: string | undefined): Tagged | undefined {
  const [kind, ...path] = (findArn(arn ?? '')?.resource ?? '').split('/');
  const name = path.at(-1) ?? '';
  if (name === '') return undefined;
  if (kind === 'rule') {
    return { kind, name, bus: path.length > 1 ? path.slice(0, -1).join('/') : DEFAULT_BUS };
  }
  return kind === 'event-bus' ? { kind, name: path.join('/') } : undefined;
}
