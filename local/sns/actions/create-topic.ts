// Repeated with the attributes and tags that the topic has, CreateTopic answers its ARN; with others it is refused.
import type { CreateTopicCommandInput, CreateTopicCommandOutput } from '@aws-sdk/client-sns';
import type { Action } from '../../service.ts';
import { ofRequestTags, ofResourceTags } from '../../tag-conditions.ts';
import { type Tags, toTags } from '../../tags.ts';
import { invalidParameter } from '../errors.ts';
import type { Sns } from '../sns.ts';
import type { Topic } from '../store.ts';
import { applyAttributes, parseTopicAttribute } from '../topic-attributes.ts';

type Output = Pick<CreateTopicCommandOutput, 'TopicArn'>;

export function createCreateTopic({ store }: Sns): Action<CreateTopicCommandInput, Output> {
  return {
    permissions: ({ Name = '', Tags }, { region }) => [
      {
        action: 'sns:CreateTopic',
        resource: store.toTopicArn(region, Name),
        conditions: ofRequestTags(Tags),
        resourceConditions: ofResourceTags(() => store.topics.get(`${region}/${Name}`)?.tags),
      },
    ],
    run: (input, { region }) => {
      const name = checkName(input.Name ?? '');
      const given = Object.entries(input.Attributes ?? {}).map(
        ([attribute, value]) => [attribute, parseTopicAttribute(attribute, value)] as const,
      );
      const attributes = applyAttributes({}, Object.fromEntries(given));
      const tags = toTags(input.Tags);
      const existing = store.topics.get(`${region}/${name}`);
      if (existing === undefined) {
        store.topics.put(`${region}/${name}`, { name, region, attributes, tags, deletedCount: 0 });
      } else {
        checkSame(existing, attributes, tags);
      }
      return { TopicArn: store.toTopicArn(region, name) };
    },
  };
}

function checkName(name: string): string {
  if (name.endsWith('.fifo')) {
    throw invalidParameter('Topic Name Reason: this endpoint has no FIFO topics');
  }
  if (!/^[A-Za-z0-9_-]{1,256}$/.test(name)) throw invalidParameter('Topic Name');
  return name;
}

function checkSame(
  existing: Topic,
  attributes: Readonly<Record<string, string>>,
  tags: Tags,
): void {
  if (Object.entries(attributes).some(([key, value]) => existing.attributes[key] !== value)) {
    throw invalidParameter('Attributes Reason: Topic already exists with different attributes');
  }
  if (Object.entries(tags).some(([key, value]) => existing.tags[key] !== value)) {
    throw invalidParameter('Tags Reason: Topic already exists with different tags');
  }
}
