// What is shipped (in the Lambdas, the command line and the endpoint) may be passed on under MIT: only permissive licences.
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

const PERMISSIVE = [
  ...['MIT', 'MIT-0', 'Apache-2.0', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause'],
  'Unlicense', // gives its work to the public domain
];

interface LockedPackage {
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly license?: string;
}

test('every package that is shipped has a permissive licence', () => {
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, LockedPackage>;
  };
  const shipped = Object.entries(lock.packages).filter(
    ([path, { dev, devOptional }]) => path !== '' && dev !== true && devOptional !== true,
  );
  expect(shipped.length).toBeGreaterThan(50);
  expect(
    shipped
      .map(([path, { license }]) => [path, license ?? readOldForm(path)] as const)
      .filter(([, license]) => !toChoices(license).some((choice) => PERMISSIVE.includes(choice)))
      .map(([path, license]) => `${path}: ${license}`),
  ).toEqual([]);
});

/** Such as "(Apache-2.0 OR UPL-1.0)": whoever passes it on chooses. */
function toChoices(license: string): readonly string[] {
  return license.replace(/^\((.*)\)$/, '$1').split(' OR ');
}

/** npm's lock file does not know the list that package.json had before `license`. */
function readOldForm(path: string): string {
  const { licenses } = JSON.parse(readFileSync(`${path}/package.json`, 'utf8')) as {
    licenses?: readonly { readonly type: string }[];
  };
  return licenses?.map(({ type }) => type).join(' OR ') ?? 'none';
}
