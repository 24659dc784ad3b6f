// docs/local-endpoint.md cannot fall behind the command that it tells of.
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { runRekey } from '../support/command-line.ts';

const page = readFileSync('docs/local-endpoint.md', 'utf8');

test('docs/local-endpoint.md names every option of rekey local, and none that is not there', async () => {
  const { out } = await runRekey('local', '--help');
  const known = [...out.matchAll(/^ {2}(--[a-z-]+) /gm)].map(([, option]) => option);
  expect(known.length).toBeGreaterThan(5);
  for (const option of known) expect(page).toContain(option);
  const written = page
    .split('\n')
    .filter((line) => line.startsWith('npx rekey local'))
    .flatMap((line) => line.match(/--[a-z-]+/g) ?? []);
  expect(written.filter((option) => !known.includes(option))).toEqual([]);
});
