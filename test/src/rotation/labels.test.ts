// Names that must fit AWS and the target, and labels that must be read back as they were written.
import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  listOwned,
  parseOwnerLabel,
  toReservationLabel,
  toVersionLabel,
} from '../../../src/rotation/owner-label.ts';
import { parseRetireLabel, toRetireLabel } from '../../../src/rotation/retire-label.ts';
import { isToken, toReservationToken, toToken } from '../../../src/rotation/token.ts';

const STAGE_LENGTH_MAX = 256; // Secrets Manager API, SecretVersionStageType
const port = { hash: (text: string) => createHash('sha256').update(text).digest('hex') };
const executionName = fc.stringMatching(/^[\w-]{1,80}$/);
const executionArn = executionName.map(
  (name) => `arn:aws-us-gov:states:us-gov-west-1:123456789012:execution:${'m'.repeat(80)}:${name}`,
);

test('a token has 32 characters, says that it is ours, and is another one for each run and attempt', () => {
  fc.assert(
    fc.property(executionArn, executionArn, (one, other) => {
      const tokens = [1, 2, 3].map((attempt) => toToken(port, one, attempt));
      const all = [...tokens, toReservationToken(port, one)];
      expect(all.every((token) => token.length === 32 && isToken(token))).toBe(true);
      expect(new Set(all).size).toBe(4);
      expect(toToken(port, one, 1) === toToken(port, other, 1)).toBe(one === other);
    }),
  );
});

test('an owner’s label is read back as it was written, and fits a staging label', () => {
  fc.assert(
    fc.property(executionArn, fc.integer({ min: 1, max: 3 }), (arn, attempt) => {
      const version = toVersionLabel(arn, attempt);
      expect(parseOwnerLabel(version)).toEqual({ executionArn: arn, kind: 'version', attempt });
      expect(parseOwnerLabel(toReservationLabel(arn))).toEqual({
        executionArn: arn,
        kind: 'reservation',
        attempt: 0,
      });
      expect(version.length).toBeLessThanOrEqual(STAGE_LENGTH_MAX);
    }),
  );
});

test.each([
  'AWSPENDING',
  'rekey:retire:2026-11-21T02:00:00.000Z',
  'rekey:arn:aws:states:x#v4',
  'rekey:#v',
])('%s is nobody’s label', (label) => {
  expect(parseOwnerLabel(label)).toBeUndefined();
});

test('a retirement’s time is read back to the millisecond', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4e12 }), (time) => {
      expect(parseRetireLabel(toRetireLabel(time))).toBe(time);
    }),
  );
});

test('every owned version of a secret is listed with its label', () => {
  const arn = 'arn:aws:states:us-east-1:123456789012:execution:machine:run';
  const description = {
    arn: 'secret',
    name: 'secret',
    tags: new Map(),
    rotationEnabled: false,
    labels: new Map([
      ['one', ['AWSCURRENT']],
      ['two', ['AWSPENDING', toVersionLabel(arn, 2)]],
    ]),
  };
  expect(listOwned(description)).toEqual([
    {
      versionId: 'two',
      label: toVersionLabel(arn, 2),
      owner: { executionArn: arn, kind: 'version', attempt: 2 },
    },
  ]);
});
