import { expect, test } from '@jest/globals';
import {
  findMissedNative,
  isRotatedBy,
  mayRotateNatively,
} from '../../../../src/rotation/native/schedule.ts';

const HOUR_MS = 3_600_000;
const NOW = Date.UTC(2026, 10, 22, 12);
const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:rekey-dev-nativeRotation';

test('a date that has passed by more than an hour was missed, where native rotation is on', () => {
  const miss = (nextAt: number, rotationEnabled = true) =>
    findMissedNative({ rotationEnabled, nativeRotation: { nextAt } }, NOW);
  expect(miss(NOW - HOUR_MS - 1)).toBe(NOW - HOUR_MS - 1);
  expect(miss(NOW - HOUR_MS)).toBeUndefined();
  expect(miss(NOW + HOUR_MS)).toBeUndefined();
  expect(miss(NOW - 2 * HOUR_MS, false)).toBeUndefined();
  // It comes only when it is asked for.
  expect(findMissedNative({ rotationEnabled: true, nativeRotation: {} }, NOW)).toBeUndefined();
});

test('a version or an alias of our function is our function, and one whose name begins alike is not', () => {
  const isOurs = (actual: string, rotationEnabled = true) =>
    isRotatedBy({ rotationEnabled, nativeRotation: { functionArn: actual } }, functionArn);
  expect(isOurs(functionArn)).toBe(true);
  expect(isOurs(`${functionArn}:live`)).toBe(true);
  expect(isOurs(`${functionArn}2`)).toBe(false);
  expect(isOurs(functionArn, false)).toBe(false);
  expect(isRotatedBy({ rotationEnabled: true }, functionArn)).toBe(false);
  expect(isRotatedBy({ rotationEnabled: true }, undefined)).toBe(false);
});

test('Secrets Manager may be at work for a day after the secret has last changed', () => {
  const at = (lastChangedAt: number, rotationEnabled = true) =>
    mayRotateNatively({ rotationEnabled, lastChangedAt }, NOW);
  expect(at(NOW - 24 * HOUR_MS)).toBe(true);
  expect(at(NOW - 24 * HOUR_MS - 1)).toBe(false);
  expect(at(NOW, false)).toBe(false);
  expect(mayRotateNatively({ rotationEnabled: true }, NOW)).toBe(false);
});
