import { expect, test } from '@jest/globals';
import { type Finding, toFinding } from '../../../../src/rotation/watch/finding.ts';
import { findingKinds } from '../../../../src/rotation/watch/kinds.ts';
import { toWatchNotice, type WatchNotice } from '../../../../src/rotation/watch/watch-notice.ts';
import { hash, NOW, stack } from '../../../support/watched-world.ts';

const SNS_BYTES_MAX = 262_144;

const facts = {
  stack,
  secrets: 7,
  schedules: 6,
  lookedAt: NOW,
  event: { executionArn: 'arn:aws:states:us-east-1:000000000000:execution:rekey-test-watch:one' },
};

test('it tells people what, since when, what it means and what to type, worst first', () => {
  const { subject, message, messageAttributes } = toNotice([
    toFinding('schedule-disabled', {
      about: 'app-key-1',
      secret: 'app/key',
      since: Date.parse('2026-11-01T00:00:00Z'),
      meaning: 'Schedule app-key-1 is disabled.',
      nextCommand: 'npx rekey schedule app/key',
    }),
    toFinding('no-subscription', {
      about: 'notices',
      meaning: 'No subscription at all.',
      nextCommand: 'aws sns subscribe',
    }),
  ]);
  expect(subject).toBe('Rekey watch critical: 1 critical, 1 warning in rekey-test');
  const [text = '', json = ''] = message.split(/\n(?=\{)/);
  expect(
    text,
  ).toBe(`Rekey looked at 7 secrets and 6 schedules of rekey-test in us-east-1 until 2026-11-22T06:00:00.000Z.
It changed nothing. This is what nobody else tells you; docs/watch.md says more of each.

CRITICAL
  Nobody hears notices: the topic has no confirmed subscription (no-subscription, 1):
      No subscription at all.
      Next: aws sns subscribe

WARNING
  A schedule is disabled, so nothing rotates its secret (schedule-disabled, 1):
    app/key, since 2026-11-01T00:00:00.000Z
      Schedule app-key-1 is disabled.
      Next: npx rekey schedule app/key

Run:  arn:aws:states:us-east-1:000000000000:execution:rekey-test-watch:one
`);
  const noticeId = messageAttributes['noticeId']?.StringValue;
  expect(JSON.parse(json)).toMatchObject({
    noticeId,
    kind: 'watch',
    severity: 'critical',
    counts: { 'no-subscription': 1, 'schedule-disabled': 1 },
    cut: 0,
    findings: [
      { id: 'no-subscription:notices' },
      { id: 'schedule-disabled:app-key-1', secret: 'app/key', since: '2026-11-01T00:00:00.000Z' },
    ],
  });
  expect(messageAttributes).toMatchObject({
    severity: { DataType: 'String', StringValue: 'critical' },
    kind: { DataType: 'String', StringValue: 'watch' },
  });
});

test('the subject is ASCII and under 100 characters, whatever the stack is called', () => {
  const { subject } = toWatchNotice({ hash }, makeMany(3), {
    ...facts,
    stack: { ...stack, name: 'größe'.repeat(40) },
  });
  expect(subject).toMatch(/^[\x20-\x7e]{1,99}$/);
});

test.each([
  ['short names', 20],
  ['names of 512 characters', 512],
])(
  'two thousand findings of every kind with %s are cut with their counts, and fit SNS and state data',
  (_, length) => {
    const notice = toNotice(makeMany(2000, length));
    const bytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
    expect(bytes(notice)).toBeLessThan(SNS_BYTES_MAX);
    const { cut, counts, findings } = parseData(notice);
    const total = 2000 * findingKinds.length;
    expect(cut + findings.length).toBe(total);
    expect(Object.values(counts)).toEqual(findingKinds.map(() => 2000));
    expect(notice.message).toMatch(/\.\.\. and \d+ more of this kind\./);
    if (length === 20) {
      expect(new Set(findings.map(({ kind }) => kind)).size).toBe(findingKinds.length);
    }
  },
);

test('what fits is not cut', () => {
  expect(parseData(toNotice(makeMany(10)))).toMatchObject({ cut: 0 });
});

function toNotice(findings: readonly Finding[]): WatchNotice {
  return toWatchNotice({ hash }, findings, facts);
}

function makeMany(count: number, length = 20): readonly Finding[] {
  return findingKinds.flatMap((kind) =>
    Array.from({ length: count }, (_, index) => {
      const secret = `app/${String(index)}`.padEnd(length, 'x');
      return toFinding(kind, {
        about: secret,
        secret,
        since: NOW,
        meaning: `Something about ${secret} with "quotes".`,
        nextCommand: `aws secretsmanager describe-secret --secret-id ${secret}`,
      });
    }),
  );
}

function parseData({ message }: WatchNotice) {
  return JSON.parse(message.trimEnd().split('\n').at(-1) ?? '') as {
    readonly cut: number;
    readonly counts: Readonly<Record<string, number>>;
    readonly findings: readonly Finding[];
  };
}
