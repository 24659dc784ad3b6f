import { expect, test } from '@jest/globals';
import { findTime } from '../../../../local/stepfunctions/asl/timestamp.ts';

test.each([
  ['2026-01-01T00:00:07Z', '2026-01-01T00:00:07.000Z'],
  ['2026-01-01T00:00:07.999Z', '2026-01-01T00:00:07.000Z'],
  ['2026-01-01T00:00:07.123456789+00:30', '2025-12-31T23:30:07.000Z'],
  ['2024-02-29T23:59:59-18:00', '2024-03-01T17:59:59.000Z'],
])('%s is %s, without what is less than a second', (text, time) => {
  expect(new Date(findTime(text) ?? 0).toISOString()).toBe(time);
});

test.each([
  'tomorrow',
  '2026-01-01',
  '2026-01-01T00:00:00',
  '2026-01-01t00:00:00Z',
  '2026-01-01T00:00:00z',
  '2026-01-01 00:00:00Z',
  '2026-02-29T00:00:00Z',
  '2026-04-31T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-01-01T24:00:00Z',
  '2026-01-01T00:60:00Z',
  '2026-01-01T00:00:60Z',
  '2026-01-01T00:00:00+19:00',
  '2026-01-01T00:00:00.Z',
])('%s is no time', (text) => {
  expect(findTime(text)).toBeUndefined();
});
