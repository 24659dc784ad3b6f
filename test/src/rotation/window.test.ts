// Arithmetic of windows and grace periods.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  parseGrace,
  parseHandWindow,
  parseHoursWindow,
  toWindow,
} from '../../../src/rotation/window.ts';

test('every whole hour from 1h to 24h is a window of that many seconds, by hand and by tag', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 24 }), (hours) => {
      expect(parseHoursWindow(`${String(hours)}h`, 'Tag')).toBe(hours * 3600);
      expect(parseHandWindow(`${String(hours)}h`, 'Input')).toBe(hours * 3600);
    }),
  );
});

test.each(['0h', '25h', '90s', '10m', '1.5h', '-1h', '1H', '', 'h', '1h '])(
  'a schedule’s window of %j is refused with what was expected',
  (text) => {
    expect(() => parseHoursWindow(text, 'Tag rekey:window')).toThrow(
      `Tag rekey:window: expected whole hours from 1h to 24h, found "${text}".`,
    );
  },
);

test.each([
  ['90s', 90],
  ['10m', 600],
  ['3h', 10_800],
  ['86400s', 86_400],
])('a window by hand of %s is %i seconds', (text, seconds) => {
  expect(parseHandWindow(text, 'Input window')).toBe(seconds);
});

test.each(['0h', '0s', '25h', '86401s', '1d', 'soon'])(
  'a window by hand of %j is refused',
  (text) => {
    expect(() => parseHandWindow(text, 'Input window')).toThrow(/^Input window: expected .*found/);
  },
);

test.each([
  ['0s', 0],
  ['30d', 2_592_000],
])('a grace period of %s is %i seconds', (text, seconds) => {
  expect(parseGrace(text, 'Tag rekey:grace')).toBe(seconds);
});

test('a grace period longer than 30 days is refused', () => {
  expect(() => parseGrace('31d', 'Tag rekey:grace')).toThrow(/at most 30d/);
});

test('a window opens when its schedule fired, and closes its seconds later, however late the run', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 4e12 }),
      fc.integer({ min: 0, max: 86_400_000 }),
      fc.integer({ min: 1, max: 86_400 }),
      (scheduledTime, late, seconds) => {
        const startedAt = scheduledTime + late;
        expect(toWindow({ scheduledTime, startedAt, seconds })).toEqual({
          opensAt: scheduledTime,
          closesAt: scheduledTime + seconds * 1000,
        });
        expect(toWindow({ startedAt, seconds }).closesAt).toBe(startedAt + seconds * 1000);
      },
    ),
  );
});
