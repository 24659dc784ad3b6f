import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

// What is known of AWS's answers, how it is known, and which test here proves it of ours: begin here to find the test for a fact.
// LS: recorded on AWS by LocalStack's authors (2026-03). MV: verified on AWS by moto's (2026-08). R: AWS's text in a public issue.
// D: AWS's model or guides. M: only moto says so, and AWS may do otherwise. Rotation has its own tests, which say the same of themselves.

type Fact = readonly [fact: string, evidence: string, file: string, title: string];

const FACTS: readonly Fact[] = [
  // The wire
  ['every client error is a 400', 'LS', 'wire-form', 'every refusal is a 400'],
  ['a modelled error has __type and Message', 'LS', 'wire-form', 'its text in Message'],
  [
    'ValidationException is in no model',
    'LS',
    'wire-form',
    'an error that the model does not have',
  ],
  ['absent members are left out', 'LS', 'wire-form', 'left out, never null'],
  ['dates are seconds, bytes are Base64', 'LS', 'wire-form', 'dates are seconds'],
  ['each answer has just its members', 'LS', 'wire-form', 'each answer has its members'],
  ['what is looked at first', 'LS, D', 'wire-form', 'told in this order'],
  ['lengths, ranges, patterns, enumerations', 'D', 'constraints', 'must be of'],
  ['members of the model', 'D', 'every-member', 'every member of the model'],
  ['operations of the model', 'D', 'every-action', 'every operation of the client'],
  // ClientRequestToken
  ['none: refused before existence', 'LS', 'wire-form', 'without a ClientRequestToken'],
  ['it becomes the VersionId', 'LS', 'versions', 'CreateSecret again with the same token'],
  ['again with the same value: the same answer', 'MV', 'versions', 'done once for each token'],
  ['again with another value: in use', 'MV', 'versions', 'done once for each token'],
  ['another token, the name is there', 'MV, LS', 'versions', 'any difference is refused'],
  ['all orders, and at once', 'MV', 'races', 'puts and updates of one token'],
  ['32 to 64 characters', 'D', 'constraints', 'must be of'],
  // Names and ARNs
  ['a bad name, before existence', 'LS', 'names', 'a name that cannot be'],
  ['another suffix after a forced end', 'LS', 'names', 'deleted by force and made again'],
  ['name, ARN, partial ARN', 'LS', 'names', 'found by name and ARN'],
  ['a partial ARN that looks whole', 'LS', 'names', 'found by name and ARN'],
  // CreateSecret, DescribeSecret, UpdateSecret
  ['without a value', 'LS', 'versions', 'a secret without a value'],
  ['a name that is scheduled for deletion', 'LS', 'deletion', 'refuses all but a look'],
  ['the default key is not shown', 'LS', 'wire-form', 'left out, never null'],
  ['LastAccessedDate is a day', 'LS', 'versions', 'LastAccessedDate is a day'],
  ['LastChangedDate grows', 'LS', 'versions', 'LastChangedDate grows'],
  ['a description alone makes no version', 'LS', 'versions', 'UpdateSecret of a description'],
  ['neither string nor bytes', 'M', 'versions', 'an impossible value'],
  ['65,536 bytes', 'D', 'versions', '65,536 bytes fit'],
  // GetSecretValue
  ['no such secret', 'LS', 'names', 'an ARN of another suffix'],
  ['no value under a label', 'LS', 'versions', 'a secret without a value'],
  ['no such version', 'LS', 'versions', 'by both where they agree'],
  ['id and label that do not agree', 'LS', 'versions', 'by both where they agree'],
  ['scheduled for deletion', 'R', 'deletion', 'refuses all but a look'],
  ['all labels of the version', 'LS', 'labels-model.property', 'any history'],
  // Staging labels
  ['a plain put', 'LS', 'labels', 'a plain put moves'],
  ['a put of other labels', 'LS', 'labels', 'leaves AWSCURRENT where it is'],
  ['the first version', 'M', 'labels', 'the first version carries'],
  ['a label is on one version', 'LS', 'labels', 'takes them from the version'],
  ['a new AWSCURRENT takes AWSPENDING away', 'LS', 'labels', 'takes AWSPENDING away'],
  ['a put of AWSPENDING', 'LS', 'labels', 'a put of AWSPENDING'],
  ['AWSCURRENT moved by hand', 'LS', 'labels', 'moving AWSCURRENT gives'],
  ['RemoveFromVersionId alone', 'LS', 'labels', 'RemoveFromVersionId alone detaches'],
  ['moving needs RemoveFromVersionId', 'MV', 'labels', 'moves only where'],
  ['any history', 'LS, MV', 'labels-model.property', 'any history'],
  ['deprecated versions', 'LS', 'versions', 'versions without labels are listed'],
  ['20 labels', 'D', 'versions', 'a secret takes 20 labels'],
  ['100 versions', 'D', 'versions', 'old versions without labels make room'],
  // Deletion
  ['a forced end of nothing', 'LS', 'deletion', 'a forced end of a secret that never was'],
  ['the window is 7 to 30 days', 'M', 'deletion', 'a forced end of a secret that never was'],
  ['scheduled, then forced', 'LS', 'deletion', 'refuses all but a look'],
  ['DeletedDate, and restored', 'LS', 'deletion', 'a recovery window ends by the clock'],
  ['left out of lists', 'LS', 'deletion', 'lists leave a scheduled secret out'],
  ['its events', 'D', 'rotation', 'deletion, its end and its taking back'],
  // Tags
  ['order, and the empty list', 'LS', 'tags', 'tags keep the order'],
  ['50 tags', 'D', 'tags', 'fifty fit'],
  // Resource policies
  ['comes back as it was', 'LS', 'resource-policies', 'comes back as it was put'],
  ['bad syntax', 'R', 'resource-policies', 'invalid syntax is refused'],
  ['nobody of that name', 'R', 'resource-policies', 'a principal that is not there'],
  ['broad access', 'D', 'resource-policies', 'refused where that is blocked'],
  ['findings', 'D', 'resource-policies', 'tells all that speaks against'],
  ['another account', 'LS', 'cross-account', 'no value goes through the default key'],
  ['replicated, and read there only', 'R', 'replication', 'nothing but its key'],
  // Replicas
  ['status and ARN', 'M, D', 'replication', 'a replica has the ARN in its Region'],
  ['the name is taken there', 'M', 'replication', 'a name that is taken'],
  ['no change there', 'R', 'replication', 'nothing but its key'],
  ['a primary with replicas stays', 'R', 'replication', 'a primary with replicas stays'],
  ['a Region that is none', 'M', 'replication', 'the Region of the primary itself'],
  ['removed twice', 'M', 'replication', 'the end of a replica follow'],
  // Lists
  ['name, description', 'LS', 'list-secrets', 'a filter finds'],
  ['all, by words and capitals', 'MV', 'list-secrets', 'a filter finds'],
  ['words, values, filters together', 'MV', 'filters.property', 'any filters find'],
  ['order of creation, SortBy, SortOrder', 'MV, D', 'list-secrets', 'the order of creation'],
  ['bad filters', 'M', 'list-secrets', 'a bad filter is refused'],
  ['10 filters of 10 values', 'D', 'constraints', 'must be of'],
  ['NextToken', 'D', 'paging', 'a token that nobody gave'],
  ['pages', 'D', 'paging', 'each operation that lists'],
  ['a batch by ids or filters', 'M', 'list-secrets', 'a batch is by ids or by filters'],
  ['a batch with errors', 'M, D', 'list-secrets', 'a batch answers what can be read'],
  // GetRandomPassword
  ['length, and all of ExcludeCharacters', 'LS', 'random-password', 'a length of 120'],
  ['each type at least once', 'D', 'random-password', 'is of the length'],
  ['too short', 'M', 'random-password', 'a length that cannot be'],
  ['32 signs, and the blank', 'R', 'random-password', 'a blank comes only with'],
  ['nothing is left', 'R', 'random-password', 'or is refused'],
];

test.each(FACTS)('%s (%s) is proven in %s: %s', (_fact, _evidence, file, title) => {
  const source = readFileSync(new URL(`./${file}.test.ts`, import.meta.url), 'utf8');
  const titles = source.match(/'[^'\n]+'(?=,\s+(?:async )?\()/gu) ?? [];
  expect(titles.filter((each) => each.includes(title))).not.toEqual([]);
});
