import { expect, test } from '@jest/globals';
import { keepResults } from '../../local/kept-results.ts';

test('a text is worked out once, and again when many others have come between', () => {
  const worked: string[] = [];
  const measure = keepResults((text) => worked.push(text) && text.length);
  expect([measure('ab'), measure('ab')]).toEqual([2, 2]);
  expect(worked).toEqual(['ab']);
  for (let index = 0; index < 1000; index += 1) measure(`other ${String(index)}`);
  expect(measure('ab')).toBe(2);
  expect(worked.at(-1)).toBe('ab');
});

test('neither a refusal nor what is very long is kept', () => {
  let count = 0;
  const refuse = keepResults((text) => {
    count += 1;
    if (text === 'bad') throw new TypeError(text);
    return text;
  });
  for (const text of ['bad', 'bad']) expect(() => refuse(text)).toThrow(TypeError);
  const long = 'x'.repeat(2000);
  expect([refuse(long), refuse(long)]).toEqual([long, long]);
  expect(count).toBe(4);
});
