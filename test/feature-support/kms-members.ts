// Members that several actions of AWS KMS have.
import { type Members, never } from './support.ts';

export const keyId = 'key id or key ARN';
export const limit = '1 to 1,000';
export const marker = 'of the page before';
export const nextPage: Members = { NextMarker: 'where more follow', Truncated: '' };
export const tags: Members = { Tags: 'up to 50' };

const NONE = 'keys are symmetric, of one Region, with material made here';
const ABSENT = [
  'ValidTo',
  'CustomKeyStoreId',
  'CloudHsmClusterId',
  'ExpirationModel',
  'SigningAlgorithms',
  'KeyAgreementAlgorithms',
  'EncapsulationAlgorithms',
  'MultiRegionConfiguration',
  'PendingDeletionWindowInDays',
  'MacAlgorithms',
  'XksKeyConfiguration',
];

export const metadata: Members = {
  KeyMetadata: '',
  ...Object.fromEntries(ABSENT.map((name) => [`KeyMetadata.${name}`, never(NONE)])),
};
