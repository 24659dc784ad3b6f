// Names of resources that their template leaves nameless: stack, logical id and a part that is new each time
// (User Guide, "Name type": `stack-logicalId-RANDOM`).
import type { ProviderContext } from './provider.ts';

export function createPhysicalName(context: ProviderContext, lengthMax: number): string {
  const { stackName, logicalId, nonce } = context;
  const room = lengthMax - nonce.length - 2;
  const logical = logicalId.slice(0, Math.max(room - stackName.length, Math.floor(room / 2)));
  return `${stackName.slice(0, room - logical.length)}-${logical}-${nonce}`;
}

/** S3's names have no capitals. */
export function createBucketName(context: ProviderContext): string {
  return createPhysicalName(context, 63).toLowerCase();
}
