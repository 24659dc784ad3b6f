import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { findingKinds, kinds, severities } from '../../../../src/rotation/watch/kinds.ts';

const page = readFileSync('docs/watch.md', 'utf8');

test('docs/watch.md has a row with the severity and a section for everything that the watch finds', () => {
  const rows = [...page.matchAll(/^\| \[`([\w-]+)`\]\(#\1\) \| (\w+) \|/gm)];
  expect(rows.map(([, kind, severity]) => [kind, severity])).toEqual(
    findingKinds.map((kind) => [kind, kinds[kind].severity]),
  );
  expect([...page.matchAll(/^### ([\w-]+)$/gm)].map(([, kind]) => kind)).toEqual(findingKinds);
});

test('what is worse stands first', () => {
  const order = findingKinds.map((kind) => severities.indexOf(kinds[kind].severity));
  expect(order).toEqual([...order].sort((one, other) => one - other));
});
