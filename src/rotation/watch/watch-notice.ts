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
const SHOWN = [1000, 300, 100, 30, 10, 3, 1, 0] as const;

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
  const severity = severities.find((each) => countOf(findings, each) > 0) ?? 'warning';
  const noticeId = hash(`${facts.event.executionArn}#watch`).slice(0, 32);
  const attributes = { noticeId, severity, kind: 'watch' };
  return {
    subject: toSubject(findings, severity, facts),
    message: toMessage(findings, facts, { noticeId, severity }),
    messageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, StringValue]) => [
        name,
        { DataType: 'String', StringValue },
      ]),
    ),
  };
}

/** SNS: ASCII, no line breaks, under 100 characters. */
function toSubject(findings: readonly Finding[], worst: Severity, { stack }: WatchFacts): string {
  const counts = severities
    .filter((severity) => countOf(findings, severity) > 0)
    .map((severity) => `${String(countOf(findings, severity))} ${severity}`);
  const before = worst === 'critical' ? 'Rekey watch critical: ' : 'Rekey watch: ';
  return `${before}${counts.join(', ')} in ${stack.name}`
    .replaceAll(/[^\x20-\x7e]/g, '?')
    .slice(0, SUBJECT_LENGTH_MAX);
}

interface Marks {
  readonly noticeId: string;
  readonly severity: Severity;
}

function toMessage(findings: readonly Finding[], facts: WatchFacts, marks: Marks): string {
  const encoder = new TextEncoder();
  for (const most of SHOWN) {
    const message = toText(findings, facts, marks, most);
    const isLast = most === SHOWN.at(-1);
    if (isLast || encoder.encode(JSON.stringify(message)).length <= BYTES_MAX) return message;
  }
  throw new Error('The last try is always taken.');
}

/** @param most how many of a kind are shown */
function toText(
  findings: readonly Finding[],
  facts: WatchFacts,
  marks: Marks,
  most: number,
): string {
  const { stack, secrets, schedules, lookedAt, event } = facts;
  const at = new Date(lookedAt).toISOString();
  const shown = findingKinds.flatMap((kind) => listOf(findings, kind).slice(0, most));
  const data = {
    ...marks,
    kind: 'watch',
    stack: stack.name,
    region: stack.region,
    executionArn: event.executionArn,
    lookedAt: at,
    secrets,
    schedules,
    counts: Object.fromEntries(
      findingKinds
        .map((kind) => [kind, listOf(findings, kind).length] as const)
        .filter(([, count]) => count > 0),
    ),
    cut: findings.length - shown.length,
    findings: shown.map(({ since, ...finding }) => ({
      ...finding,
      ...(since === undefined ? {} : { since: new Date(since).toISOString() }),
    })),
  };
  return [
    `Rekey looked at ${toCount(secrets, 'secret')} and ${toCount(schedules, 'schedule')} of ${stack.name} in ${stack.region} until ${at}.`,
    `It changed nothing. This is what nobody else tells you; docs/watch.md says more of each.`,
    ...severities.flatMap((severity) => toSection(findings, severity, most)),
    '',
    `Run:  ${event.executionArn}`,
    '',
    JSON.stringify(data),
    '',
  ].join('\n');
}

function toSection(
  findings: readonly Finding[],
  severity: Severity,
  most: number,
): readonly string[] {
  const found = findingKinds
    .filter((kind) => kinds[kind].severity === severity)
    .map((kind) => [kind, listOf(findings, kind)] as const)
    .filter(([, of]) => of.length > 0);
  if (found.length === 0) return [];
  return ['', severity.toUpperCase(), ...found.flatMap(([kind, of]) => toBlock(kind, of, most))];
}

function toBlock(kind: FindingKind, found: readonly Finding[], most: number): readonly string[] {
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

function countOf(findings: readonly Finding[], severity: Severity): number {
  return findings.filter((finding) => finding.severity === severity).length;
}

function listOf(findings: readonly Finding[], kind: FindingKind): readonly Finding[] {
  return findings.filter((finding) => finding.kind === kind);
}

function toCount(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
}
