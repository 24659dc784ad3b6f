import { expect, test } from '@jest/globals';
import { applyMove, applyPut, listMoved } from '../../../local/secretsmanager/versions/labels.ts';
import { type Labelled, VersionList } from '../../../local/secretsmanager/versions/version-list.ts';

// Expectations: recorded on AWS by LocalStack's authors (2026-03) unless a title says otherwise.

const NONE = VersionList.of<Labelled>([]);

const put = (
  versions: VersionList<Labelled>,
  id: string,
  stages?: readonly string[],
): VersionList<Labelled> => applyPut(versions, { id, stages: [] }, stages);

const show = (versions: VersionList<Labelled>): Record<string, readonly string[]> =>
  Object.fromEntries(versions.all.map(({ id, stages }) => [id, stages]));

test('a plain put moves AWSCURRENT and AWSPREVIOUS, and the version before that has no label', () => {
  const versions = put(put(put(NONE, 'a'), 'b'), 'c');
  expect(show(versions)).toEqual({ a: [], b: ['AWSPREVIOUS'], c: ['AWSCURRENT'] });
});

test('a put with other labels leaves AWSCURRENT where it is', () => {
  expect(show(put(put(NONE, 'a'), 'b', ['AWSPENDING', 'mine']))).toEqual({
    a: ['AWSCURRENT'],
    b: ['AWSPENDING', 'mine'],
  });
});

test('the first version carries AWSCURRENT besides the labels asked for', () => {
  expect(show(put(NONE, 'a', ['mine']))).toEqual({ a: ['mine', 'AWSCURRENT'] });
});

test('a put of labels takes them from the version that had them', () => {
  const versions = put(put(put(NONE, 'x'), 'a', ['one', 'two', 'three']), 'b', [
    'one',
    'two',
    'four',
  ]);
  expect(show(versions)).toEqual({ x: ['AWSCURRENT'], a: ['three'], b: ['one', 'two', 'four'] });
});

test('a new AWSCURRENT takes AWSPENDING away, for the rotation is abandoned', () => {
  const versions = put(NONE, 'a', ['AWSCURRENT', 'AWSPENDING']);
  expect(show(put(versions, 'b'))).toEqual({ a: ['AWSPREVIOUS'], b: ['AWSCURRENT'] });
});

test('a put of AWSPENDING takes it from AWSCURRENT, which stays', () => {
  const versions = put(NONE, 'a', ['AWSCURRENT', 'AWSPENDING']);
  expect(show(put(versions, 'b', ['AWSPENDING']))).toEqual({
    a: ['AWSCURRENT'],
    b: ['AWSPENDING'],
  });
});

test('moving AWSCURRENT gives AWSPREVIOUS to the version it left and leaves AWSPENDING alone', () => {
  const versions = put(put(put(NONE, 'a', ['AWSCURRENT', 'PUT0']), 'b'), 'c', ['AWSPENDING']);
  const moved = applyMove(versions, { stage: 'AWSCURRENT', removeFrom: 'b', moveTo: 'c' });
  expect(show(moved)).toEqual({
    a: ['PUT0'],
    b: ['AWSPREVIOUS'],
    c: ['AWSPENDING', 'AWSCURRENT'],
  });
});

test('moving AWSCURRENT back to AWSPREVIOUS exchanges the two', () => {
  const moved = applyMove(put(put(NONE, 'a'), 'b'), {
    stage: 'AWSCURRENT',
    removeFrom: 'b',
    moveTo: 'a',
  });
  expect(show(moved)).toEqual({ a: ['AWSCURRENT'], b: ['AWSPREVIOUS'] });
});

test('RemoveFromVersionId alone detaches, and AWSPREVIOUS stays elsewhere', () => {
  const versions = put(put(put(NONE, 'a'), 'b'), 'c', ['AWSPENDING']);
  expect(show(applyMove(versions, { stage: 'AWSPENDING', removeFrom: 'c' }))).toEqual({
    a: ['AWSPREVIOUS'],
    b: ['AWSCURRENT'],
    c: [],
  });
});

test('the same move again succeeds and changes nothing, with a fitting RemoveFromVersionId or none', () => {
  const versions = put(put(NONE, 'a'), 'b');
  const stage = 'AWSCURRENT';
  expect(applyMove(versions, { stage, moveTo: 'b' })).toBe(versions);
  expect(applyMove(versions, { stage, moveTo: 'b', removeFrom: 'b' })).toBe(versions);
});

test.each(['AWSCURRENT', 'AWSPENDING', 'mine'])(
  '%s moves only where RemoveFromVersionId names its holder',
  (stage) => {
    const versions = put(put(put(NONE, 'x'), 'a', [stage]), 'b', ['other']);
    expect(() => applyMove(versions, { stage, moveTo: 'b' })).toThrow(
      `The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently attached to version a, so you must explicitly reference that version in RemoveFromVersionId.`,
    );
    for (const removeFrom of ['x', 'b']) {
      expect(() => applyMove(versions, { stage, moveTo: 'b', removeFrom })).toThrow(
        /currently attached to version a/u,
      );
    }
    expect(show(applyMove(versions, { stage, moveTo: 'b', removeFrom: 'a' }))['b']).toContain(
      stage,
    );
  },
);

test('a label on no version moves freely, but not from a version that it is not on', () => {
  const versions = put(put(NONE, 'a'), 'b', ['other']);
  expect(show(applyMove(versions, { stage: 'AWSPENDING', moveTo: 'b' }))['b']).toEqual([
    'other',
    'AWSPENDING',
  ]);
  expect(() => applyMove(versions, { stage: 'AWSPENDING', moveTo: 'b', removeFrom: 'a' })).toThrow(
    expect.objectContaining({ name: 'InvalidParameterException' }),
  );
});

// Quoted by the Terraform provider's source (resource aws_secretsmanager_secret_version).
test('AWSCURRENT cannot be taken away altogether', () => {
  expect(() => applyMove(put(NONE, 'a'), { stage: 'AWSCURRENT', removeFrom: 'a' })).toThrow(
    "You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed.",
  );
});

test('a label cannot move to a version that is not there', () => {
  expect(() => applyMove(put(NONE, 'a'), { stage: 'mine', moveTo: 'gone' })).toThrow(
    "Secrets Manager can't find the specified secret value for VersionId: gone",
  );
});

test('labels that came to a version are listed once each', () => {
  const before = put(NONE, 'a');
  expect(listMoved(before, put(before, 'b', ['AWSCURRENT', 'mine']))).toEqual([
    { stage: 'AWSPREVIOUS', versionId: 'a' },
    { stage: 'AWSCURRENT', versionId: 'b' },
    { stage: 'mine', versionId: 'b' },
  ]);
});
