// Filters of ListSecrets and BatchGetSecretValue: several filters must all match, of several values one; `!` before a value means
// the others. Prefixes for names and tags, words for descriptions and `all` (API_Filter; recorded behaviour [LS][MV]).
import type { Filter, FilterNameStringType } from '@aws-sdk/client-secrets-manager';
import { checkConstraints } from '../constraints.ts';
import { filters as filtersConstraint } from './constraints.ts';
import { invalidParameter } from './errors.ts';
import { findPrimaryRegion, type SecretDocument } from './secret-document.ts';

export type SecretFilter = (secret: SecretDocument) => boolean;

/** @throws ServiceError ValidationException, InvalidParameterException */
export function parseFilters(filters: readonly Filter[]): SecretFilter {
  checkConstraints({ Filters: filtersConstraint }, { Filters: filters });
  const parsed = filters.map(parseFilter);
  return (secret) => parsed.every((matches) => matches(secret));
}

/** Every secret that fits has a name that begins with one of these; undefined where the filters do not say so. */
export function findNamePrefixes(filters: readonly Filter[]): readonly string[] | undefined {
  const values = filters.find(({ Key }) => Key === 'name')?.Values;
  return values?.some((value) => value.startsWith('!')) === true ? undefined : values;
}

function parseFilter({ Key, Values }: Filter): SecretFilter {
  if (Key === undefined) throw invalidParameter('Invalid filter key');
  if (Values === undefined || Values.length === 0) {
    throw invalidParameter(`Invalid filter values for key: ${Key}`);
  }
  const matchOne = createMatch(Key);
  return (secret) =>
    Values.some((value) =>
      value.startsWith('!') ? !matchOne(secret, value.slice(1)) : matchOne(secret, value),
    );
}

function createMatch(
  key: FilterNameStringType,
): (secret: SecretDocument, value: string) => boolean {
  switch (key) {
    case 'name':
      return ({ name }, value) => name.startsWith(value);
    case 'tag-key':
      return ({ tags = [] }, value) => tags.some(({ Key }) => Key.startsWith(value));
    case 'tag-value':
      return ({ tags = [] }, value) => tags.some(({ Value }) => Value.startsWith(value));
    case 'description':
      return ({ description = '' }, value) => matchWords(value, [description]);
    case 'all':
      return (secret, value) => matchWords(value, listTexts(secret));
    case 'primary-region':
      return (secret, value) => findPrimaryRegion(secret)?.startsWith(value) === true;
    // Nothing here is owned by another service.
    case 'owning-service':
      return () => false;
  }
}

function listTexts({ name, description = '', tags = [] }: SecretDocument): readonly string[] {
  return [name, description, ...tags.flatMap(({ Key, Value }) => [Key, Value])];
}

/** Each word that is looked for begins some word of one of the texts, in either case of letters. */
function matchWords(value: string, texts: readonly string[]): boolean {
  const wanted = listWords(value);
  if (wanted.length === 0) return false;
  const words = texts.flatMap(listWords);
  return wanted.every((prefix) => words.some((word) => word.startsWith(prefix)));
}

/** Words end at / _ + = . @ - and blanks, and before a capital that a small letter follows: COMPANYthings is COMPAN and Ythings. */
function listWords(text: string): readonly string[] {
  return text
    .split(/[/_+=.@\s-]+|(?=[A-Z][a-z])|(?<=[a-z0-9])(?=[A-Z])/u)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}
