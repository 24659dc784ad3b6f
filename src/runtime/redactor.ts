// What must not leave: every secret value that an invocation has seen is remembered while it runs, and taken out of
// any text that leaves, also where it is escaped or encoded. The last line of defence: texts are made without values.
import type { SecretValue } from '../rotation/secret-value.ts';

export interface Redactor {
  remember(value: SecretValue): void;
  redact(text: string): string;
}

/** Shorter parts of a secret's JSON are words such as `true` or `5432`, which would blot out innocent text. */
const PART_LENGTH_MIN = 6;

export function createRedactor(): Redactor {
  const forms = new Set<string>();
  return {
    remember: (value) => {
      for (const part of findParts(value.reveal())) {
        for (const form of findForms(part)) forms.add(form);
      }
    },
    redact: (text) => {
      // Longest first, so that no rest of a longer one stays.
      const longestFirst = [...forms].sort((a, b) => b.length - a.length);
      return longestFirst.reduce((rest, form) => rest.replaceAll(form, '[redacted]'), text);
    },
  };
}

/** The whole text, and where it is JSON every string and number in it. */
function findParts(text: string): readonly string[] {
  const parts = text === '' ? [] : [text];
  try {
    collectLeaves(JSON.parse(text), parts);
  } catch {
    // A plain string: the whole text is all there is.
  }
  return parts;
}

function collectLeaves(value: unknown, parts: string[]): void {
  if (typeof value === 'string' || typeof value === 'number') {
    const part = String(value);
    if (part.length >= PART_LENGTH_MIN) parts.push(part);
  } else if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) collectLeaves(member, parts);
  }
}

/** As it is, inside JSON, inside a URL and in Base64: how requests and error texts carry it. */
function findForms(part: string): readonly string[] {
  const bytes = Buffer.from(part, 'utf8');
  return [
    part,
    JSON.stringify(part).slice(1, -1),
    toUrlForm(part),
    bytes.toString('base64'),
    bytes.toString('base64url'),
  ];
}

/** A lone surrogate has no URL form. */
function toUrlForm(part: string): string {
  try {
    return encodeURIComponent(part);
  } catch {
    return part;
  }
}
