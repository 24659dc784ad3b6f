// Links between the pages lead to a file that is there, and to a heading that it has.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from '@jest/globals';

const pages = readdirSync('.', { withFileTypes: true })
  .filter(({ name }) => name !== 'node_modules' && !name.startsWith('.'))
  .flatMap((entry) => (entry.isDirectory() ? listBelow(entry.name) : [entry.name]))
  .filter((path) => path.endsWith('.md'));

function listBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) =>
    join(folder, path),
  );
}

function readProse(page: string): string {
  return readFileSync(page, 'utf8').replaceAll(/^```.*?^```/gms, '');
}

/** As the pages are shown, a heading's anchor is its words in small letters, with hyphens. */
function listAnchors(page: string): ReadonlySet<string> {
  const headings = [...readProse(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .trim()
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

function findBroken(page: string, link: string): string | undefined {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : normalize(join(dirname(page), path));
  if (!existsSync(target)) return `${page}: ${link} leads to no file`;
  if (anchor === undefined || listAnchors(target).has(anchor)) return undefined;
  return `${page}: ${link} leads to no heading`;
}

test('every link leads somewhere', () => {
  const links = pages.flatMap((page) =>
    [...readProse(page).matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, link = '']) => link)
      .filter((link) => !/^[a-z]+:/.test(link))
      .map((link) => [page, link] as const),
  );
  expect(links.length).toBeGreaterThan(100);
  expect(links.flatMap(([page, link]) => findBroken(page, link) ?? [])).toEqual([]);
});
