// The resource types, by name. A test compares this table with the folder.
import type { ResourceProvider } from '../engine/provider.ts';

const providers: readonly ResourceProvider[] = [];

const byType = new Map(providers.map((provider) => [provider.type, provider]));

export function findResourceProvider(type: string): ResourceProvider | undefined {
  return byType.get(type);
}
