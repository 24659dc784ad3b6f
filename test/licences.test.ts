// What is shipped (in the Lambdas, the command line and the endpoint) may be passed on under MIT: only permissive licences.
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

const PERMISSIVE = ['MIT', 'MIT-0', 'Apache-2.0', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause'];

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
      .filter(([, { license }]) => !PERMISSIVE.includes(license ?? 'none'))
      .map(([path, { license }]) => `${path}: ${license ?? 'none'}`),
  ).toEqual([]);
});
