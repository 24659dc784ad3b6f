// What a target gets of an event: all of it, a constant, a part, or a template that is filled in.
// Source: EventBridge user guide, "Input transformation".
import type { InputTransformer, Target } from '@aws-sdk/client-eventbridge';
import { findByPath } from './json-path.ts';
import type { Delivery } from './store.ts';

export function toTargetInput(
  target: Target,
  delivery: Pick<Delivery, 'event' | 'ruleArn' | 'ruleName' | 'ingestedMs'>,
): string {
  if (target.Input !== undefined) return target.Input;
  if (target.InputPath !== undefined) {
    return JSON.stringify(findByPath(delivery.event, target.InputPath) ?? null);
  }
  if (target.InputTransformer !== undefined) {
    return fillTemplate(target.InputTransformer, delivery);
  }
  return JSON.stringify(delivery.event);
}

const PLACEHOLDER = /<([^<>\s]+)>/g;

/** The names in angle brackets that a template uses. */
export function listPlaceholders(template: string): readonly string[] {
  return [...template.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
}

export const RESERVED_PLACEHOLDERS: readonly string[] = [
  'aws.events.rule-arn',
  'aws.events.rule-name',
  'aws.events.event.ingestion-time',
  'aws.events.event',
  'aws.events.event.json',
];

function fillTemplate(
  { InputPathsMap = {}, InputTemplate = '' }: InputTransformer,
  {
    event,
    ruleArn,
    ruleName,
    ingestedMs,
  }: Pick<Delivery, 'event' | 'ruleArn' | 'ruleName' | 'ingestedMs'>,
): string {
  const { detail: _detail, ...envelope } = event;
  const values: Readonly<Record<string, unknown>> = {
    ...Object.fromEntries(
      Object.entries(InputPathsMap).map(([name, path]) => [name, findByPath(event, path)]),
    ),
    'aws.events.rule-arn': ruleArn,
    'aws.events.rule-name': ruleName,
    'aws.events.event.ingestion-time': new Date(ingestedMs).toISOString(),
    'aws.events.event': envelope, // without detail, as documented
    'aws.events.event.json': event,
  };
  let filled = '';
  let position = 0;
  for (const match of InputTemplate.matchAll(PLACEHOLDER)) {
    filled += InputTemplate.slice(position, match.index);
    const isQuoted = isInsideString(InputTemplate, match.index);
    filled += toText(values[match[1] ?? ''], isQuoted);
    position = match.index + match[0].length;
  }
  return filled + InputTemplate.slice(position);
}

/** Inside a JSON string the text of a value, outside its JSON; a path that leads nowhere gives nothing. */
function toText(value: unknown, isQuoted: boolean): string {
  if (value === undefined) return isQuoted ? '' : '""';
  if (!isQuoted) return JSON.stringify(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return JSON.stringify(text).slice(1, -1);
}

function isInsideString(template: string, index: number): boolean {
  let isInside = false;
  for (let position = 0; position < index; position += 1) {
    const character = template.charAt(position);
    if (character === '\\' && isInside) position += 1;
    else if (character === '"') isInside = !isInside;
  }
  return isInside;
}
