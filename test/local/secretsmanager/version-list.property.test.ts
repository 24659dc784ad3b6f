import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Labelled, VersionList } from '../../../local/secretsmanager/versions/version-list.ts';

// Lists that grow from one another in any way, each against the plain array that it stands for. Longer than what is looked through, and some grow
// twice from the same list, as after a transaction that was taken back.

interface Version extends Labelled {
  readonly note: number;
}

const ids = Array.from({ length: 24 }, (_, index) => `v${String(index)}`);
const STAGES = ['AWSCURRENT', 'AWSPENDING', 'blue'];

const anyVersion: fc.Arbitrary<Version> = fc.record({
  id: fc.constantFrom(...ids),
  stages: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.subarray(STAGES) },
  ),
  note: fc.nat(),
});

const anyStep = fc.record({
  /** Of the lists so far, counted from the newest. */
  from: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(5) }),
  looksFor: fc.option(fc.constantFrom(...ids)),
  change: fc.oneof(
    {
      weight: 6,
      arbitrary: fc.uniqueArray(anyVersion, { selector: ({ id }) => id, maxLength: 3 }),
    },
    { weight: 1, arbitrary: fc.constantFrom('filter', 'map') },
  ),
});

function putPlainly(versions: readonly Version[], changed: readonly Version[]): Version[] {
  const all = [...versions];
  for (const version of changed) {
    const place = all.findIndex(({ id }) => id === version.id);
    if (place === -1) all.push(version);
    else all[place] = version;
  }
  return all;
}

const stays = ({ note }: Version): boolean => note % 3 !== 0;
const strip = (version: Version): Version => ({ ...version, stages: version.stages.slice(1) });

function check(list: VersionList<Version>, plain: readonly Version[]): void {
  expect(list.all).toEqual(plain);
  expect(list.length).toBe(plain.length);
  expect(list.labelled).toEqual(plain.filter(({ stages }) => stages.length > 0));
  for (const id of ids) expect(list.find(id)).toBe(list.all.find((version) => version.id === id));
  for (const stage of STAGES) {
    expect(list.findByStage(stage)).toEqual(plain.find(({ stages }) => stages.includes(stage)));
  }
  expect(JSON.stringify({ list })).toBe(JSON.stringify({ list: plain }));
}

test('a list and those it grew from are the arrays that they stand for', () => {
  let longest = 0;
  fc.assert(
    fc.property(fc.array(anyStep, { minLength: 1, maxLength: 40, size: 'max' }), (steps) => {
      const grown = [{ list: VersionList.of<Version>([]), plain: [] as readonly Version[] }];
      for (const { from, looksFor, change } of steps) {
        const { list, plain } = grown[Math.max(0, grown.length - 1 - from)] as (typeof grown)[0];
        if (looksFor !== null) list.find(looksFor);
        if (change === 'filter') {
          grown.push({ list: list.filter(stays), plain: plain.filter(stays) });
        } else if (change === 'map') {
          grown.push({ list: list.map(strip), plain: plain.map(strip) });
        } else {
          grown.push({ list: list.put(change), plain: putPlainly(plain, change) });
        }
      }
      for (const { list, plain } of grown) {
        longest = Math.max(longest, plain.length);
        check(list, plain);
      }
    }),
  );
  expect(longest).toBeGreaterThan(16);
});
