// The stable JSON document of `rekey doctor --json`.
import { findCatalogueTitle } from '../../src/rotation/catalogue.ts';
import type { Finding } from '../../src/rotation/doctor/finding.ts';
import type { StackOptions } from '../verbs/stack-options.ts';
import type { Troubled } from './find-troubled.ts';

interface Looked {
  readonly secretName?: string;
  readonly secret?: readonly Finding[];
  readonly stack: readonly Finding[];
  /** What --fix did, in sentences. */
  readonly done?: readonly string[];
  readonly troubled?: Troubled;
}

export function toDocument(
  { stack: name, region }: StackOptions,
  { secretName, secret = [], stack, done = [], troubled }: Looked,
): object {
  return {
    stack: name,
    region,
    ...(secretName === undefined ? {} : { secret: secretName }),
    findings: [
      ...secret.map((finding) => toEntry('secret', finding)),
      ...stack.map((finding) => toEntry('deployment', finding)),
    ],
    ...(secretName === undefined ? {} : { fixed: done }),
    ...(troubled === undefined
      ? {}
      : {
          secrets: troubled.count,
          troubled: troubled.secrets.map(({ name: troubledName, findings, command }) => ({
            secret: troubledName,
            findings: findings.map((finding) => toEntry('secret', finding)),
            command,
          })),
        }),
  };
}

function toEntry(about: 'secret' | 'deployment', finding: Finding): object {
  const { id, verdict, catalogue, evidence, command, fix } = finding;
  const title = catalogue === undefined ? undefined : findCatalogueTitle(catalogue);
  return {
    id,
    about,
    verdict,
    ...(catalogue === undefined ? {} : { catalogue }),
    ...(title === undefined ? {} : { title }),
    evidence,
    ...(command === undefined ? {} : { command }),
    fixable: fix !== undefined,
  };
}
