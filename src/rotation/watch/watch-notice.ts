// One notice for all that was found, worst first: text for people, and as its last line the same as JSON. SNS takes 256 KB and so does
// Step Functions, so a long list is cut, evenly by kind and never without its count.
import type { Ports } from '../ports.ts';
import type { Finding } from './finding.ts';
import { type FindingKind, findingKinds, kinds, type Severity, severities } from './kinds.ts';
import type { WatchedStack } from './ports.ts';

/** Of the text as a JSON string, as it stands in state data (SNS: 262,144 bytes with the attributes). */
const BYTES_MAX = 200_000;
const SUBJECT_LENGTH_MAX = 99;
/** Tried in this order: how many findings of a kind are shown. */
const SHOWN = [300, 100, 30, 10, 3, 1, 0] as const;

export interface WatchNotice {
  readonly subject: string;
  readonly message: string;
  readonly messageAttributes: Readonly<
    Record<string, { readonly DataType: 'String'; readonly StringValue: string }>
  >;
}

export interface WatchFacts {
  readonly stack: WatchedStack;
  readonly secrets: number;
  readonly schedules: number;
  readonly lookedAt: number;
  readonly event: { readonly executionArn: string };
}

export function toWatchNotice(
  { hash }: Pick<Ports, 'hash'>,
  findings: readonly Finding[],
  facts: WatchFacts,
): WatchNotice {
  const blocks = toBlocks(findings);
  const severity = blocks[0]?.severity ?? 'warning';
  const noticeId = hash(`${facts.event.executionArn}#watch`).slice(0, 32);
  const attributes = { noticeId, severity, kind: 'watch' };
  return {
    subject: toSubject(blocks, facts),
    message: toMessage(blocks, facts, { noticeId, severity }),
    messageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, StringValue]) => [
        name,
        { DataType: 'String', StringValue },
      ]),
    ),
  };
}

/** All of one kind. */
interface Block {
  readonly kind: FindingKind;
  readonly severity: Severity;
  readonly found: readonly Finding[];
}

/** In the same order each day. */
function toBlocks(findings: readonly Finding[]): readonly Block[] {
  const byKind = new Map(findingKinds.map((kind): [FindingKind, Finding[]] => [kind, []]));
  const sorted = [...findings].sort((one, other) => (one.id < other.id ? -1 : 1));
  for (const finding of sorted) byKind.get(finding.kind)?.push(finding);
  return severities.flatMap((severity) =>
    [...byKind]
      .filter(([kind, found]) => kinds[kind].severity === severity && found.length > 0)
      .map(([kind, found]) => ({ kind, severity, found })),
  );
}

/** SNS: ASCII, no line breaks, under 100 characters. */
function toSubject(blocks: readonly Block[], { stack }: WatchFacts): string {
  const counts = severities
    .map((severity) => [severity, countOf(listOf(blocks, severity))] as const)
    .filter(([, count]) => count > 0)
    .map(([severity, count]) =>
      severity === 'critical' ? `${String(count)} critical` : toCount(count, severity),
    );
  const before = blocks[0]?.severity === 'critical' ? 'Rekey watch critical: ' : 'Rekey watch: ';
  return `${before}${counts.join(', ')} in ${stack.name}`
    .replaceAll(/[^\x20-\x7e]/g, '?')
    .slice(0, SUBJECT_LENGTH_MAX);
}

interface Marks {
  readonly noticeId: string;
  readonly severity: Severity;
}

function toMessage(blocks: readonly Block[], facts: WatchFacts, marks: Marks): string {
  const encoder = new TextEncoder();
  for (const most of SHOWN) {
    const message = toText(blocks, facts, marks, most);
    if (encoder.encode(JSON.stringify(message)).length <= BYTES_MAX) return message;
  }
  return toText(blocks, facts, marks, 0);
}

/** @param most how many of a kind are shown */
function toText(blocks: readonly Block[], facts: WatchFacts, marks: Marks, most: number): string {
  const { stack, secrets, schedules, lookedAt, event } = facts;
  const at = new Date(lookedAt).toISOString();
  const shown = blocks.flatMap(({ found }) => found.slice(0, most));
  const data = {
    ...marks,
    kind: 'watch',
    stack: stack.name,
    region: stack.region,
    executionArn: event.executionArn,
    lookedAt: at,
    secrets,
    schedules,
    counts: Object.fromEntries(blocks.map(({ kind, found }) => [kind, found.length])),
    cut: countOf(blocks) - shown.length,
    findings: shown.map(({ since, ...finding }) => ({
      ...finding,
      ...(since === undefined ? {} : { since: new Date(since).toISOString() }),
    })),
  };
  return [
    `Rekey looked at ${toCount(secrets, 'secret')} and ${toCount(schedules, 'schedule')} of ${stack.name} in ${stack.region} until ${at}.`,
    'It changed nothing. This is what nobody else tells you; docs/watch.md says more of each.',
    ...severities.flatMap((severity) => toSection(listOf(blocks, severity), severity, most)),
    '',
    `Run:  ${event.executionArn}`,
    '',
    JSON.stringify(data),
    '',
  ].join('\n');
}

function toSection(blocks: readonly Block[], severity: Severity, most: number): readonly string[] {
  if (blocks.length === 0) return [];
  return ['', severity.toUpperCase(), ...blocks.flatMap((block) => toLines(block, most))];
}

function toLines({ kind, found }: Block, most: number): readonly string[] {
  const left = found.length - Math.min(found.length, most);
  return [
    `  ${kinds[kind].title} (${kind}, ${String(found.length)}):`,
    ...found.slice(0, most).flatMap(({ secret, since, meaning, nextCommand }) => {
      const head = [
        ...(secret === undefined ? [] : [secret]),
        ...(since === undefined ? [] : [`since ${new Date(since).toISOString()}`]),
      ];
      return [
        ...(head.length === 0 ? [] : [`    ${head.join(', ')}`]),
        `      ${meaning}`,
        `      Next: ${nextCommand}`,
      ];
    }),
    ...(left === 0 ? [] : [`    ... and ${String(left)} more of this kind.`]),
  ];
}

function listOf(blocks: readonly Block[], severity: Severity): readonly Block[] {
  return blocks.filter((block) => block.severity === severity);
}

function countOf(blocks: readonly Block[]): number {
  return blocks.reduce((sum, { found }) => sum + found.length, 0);
}

function toCount(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
}
