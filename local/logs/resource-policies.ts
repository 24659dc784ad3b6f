// Policies of the account that let other services write logs (CloudWatch Logs API reference, PutResourcePolicy).
import type { Store } from '../store.ts';

export interface ResourcePolicy {
  readonly name: string;
  /** JSON text. */
  readonly document: string;
  /** Milliseconds since the epoch. */
  readonly updatedAt: number;
}

export interface ResourcePolicies {
  put(region: string, policy: ResourcePolicy): void;
  delete(region: string, name: string): boolean;
  list(region: string): readonly ResourcePolicy[];
  /** All statements in one document, or undefined where there is none. */
  merge(region: string): string | undefined;
}

export function createResourcePolicies(store: Store): ResourcePolicies {
  const policies = store.collection<ResourcePolicy>('logs/resource-policies');
  const list = (region: string) =>
    policies.list({ prefix: `${region}/` }).map(({ document }) => document);
  /** Each line of a log asks for it. */
  let merged: { readonly key: string; readonly document: string | undefined } | undefined;
  return {
    put: (region, policy) => policies.put(`${region}/${policy.name}`, policy),
    delete: (region, name) => policies.delete(`${region}/${name}`),
    list,
    merge: (region) => {
      const documents = list(region).map(({ document }) => document);
      const key = JSON.stringify(documents);
      if (merged?.key !== key) merged = { key, document: mergeDocuments(documents) };
      return merged.document;
    },
  };
}

function mergeDocuments(documents: readonly string[]): string | undefined {
  const Statement = documents.flatMap((document) => {
    const parsed = JSON.parse(document) as { readonly Statement?: unknown };
    return Array.isArray(parsed.Statement) ? (parsed.Statement as unknown[]) : [parsed.Statement];
  });
  return Statement.length === 0 ? undefined : JSON.stringify({ Version: '2012-10-17', Statement });
}
