import { expect, test } from '@jest/globals';
import { parseDuration } from '../../../local/clock/iso-duration.ts';

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;

test.each([
  ['P30D', 30 * DAY],
  ['P2W', 14 * DAY],
  ['P1W2D', 9 * DAY],
  ['PT1H30M', 1.5 * HOUR],
  ['P1DT12H', 1.5 * DAY],
  ['PT0.5S', 500],
  ['PT1.5H', 1.5 * HOUR],
  ['PT0,25M', 15 * SECOND],
  ['P0D', 0],
  ['PT90M', 1.5 * HOUR],
])('%s is %d ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each([
  '',
  'P',
  'PT',
  'P1DT',
  'P1M',
  'P1Y',
  '30D',
  'P-1D',
  'p1d',
  'P1.5DT1H',
  'PT1S1M',
  'P1H',
  ' P1D',
  'P1D ',
  `P${'1'.repeat(80)}D`,
])('%j is no duration of a fixed length', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});
