// How a secret is rotated stands on the secret, as tags, so that schedule and hand agree; the event may override window and
// grace period for one run.
import { RotationError } from './errors.ts';
import type { SecretDescription } from './ports.ts';
import { present } from './shape.ts';
import type { RotationInput, TargetSettings } from './state.ts';
import { parseGrace, parseHandWindow, parseHoursWindow } from './window.ts';

const WINDOW_DEFAULT = '1h';
const GRACE_DEFAULT = '1h';

export interface Settings {
  readonly enabled: boolean;
  readonly windowSeconds: number;
  readonly graceSeconds: number;
  readonly target: TargetSettings;
}

/** @throws RotationError InvalidConfiguration that names the tag or field, what was expected and what was found */
export function parseSettings(description: SecretDescription, input: RotationInput): Settings {
  const { name, tags } = description;
  const target = tags.get('rekey:target');
  if (target === undefined) {
    throw invalid(`Secret ${name}: expected a tag rekey:target, found ${listNames(tags)}.`);
  }
  if (tags.get('rekey:role') === 'admin') {
    throw invalid(
      `Secret ${name}: expected a secret to rotate, found the tag rekey:role=admin; it is only ever read.`,
    );
  }
  return {
    enabled: parseEnabled(tags.get('rekey:enabled')),
    windowSeconds: parseWindow(tags.get('rekey:window'), input),
    graceSeconds: parseGraceOf(tags.get('rekey:grace'), input),
    target: {
      name: target,
      ...present('recipe', tags.get('rekey:recipe')),
      ...present('admin', tags.get('rekey:admin')),
      options: parseOptions(tags.get('rekey:options') ?? ''),
    },
  };
}

function parseEnabled(text = 'true'): boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  throw invalid(`Tag rekey:enabled: expected true or false, found "${text}".`);
}

/** Every text is checked, also one that is overridden: a wrong tag is found now, not at night. */
function parseWindow(tag: string | undefined, input: RotationInput): number {
  const byTag = parseHoursWindow(tag ?? WINDOW_DEFAULT, 'Tag rekey:window');
  if (input.window === undefined) return byTag;
  const parse = input.scheduledTime === undefined ? parseHandWindow : parseHoursWindow;
  return parse(input.window, 'Input window');
}

function parseGraceOf(tag: string | undefined, input: RotationInput): number {
  const byTag = parseGrace(tag ?? GRACE_DEFAULT, 'Tag rekey:grace');
  return input.gracePeriod === undefined
    ? byTag
    : parseGrace(input.gracePeriod, 'Input gracePeriod');
}

/** Such as `length=48 field=apiKey`: tags allow no comma. */
function parseOptions(text: string): Readonly<Record<string, string>> {
  const options: Record<string, string> = {};
  for (const word of text.split(' ').filter((part) => part !== '')) {
    const [, key, value] = /^([A-Za-z][A-Za-z0-9-]*)=(.+)$/.exec(word) ?? [];
    if (key === undefined || value === undefined || Object.hasOwn(options, key)) {
      throw invalid(
        `Tag rekey:options: expected words such as length=48, each key once, found "${word}".`,
      );
    }
    options[key] = value;
  }
  return options;
}

function listNames(tags: ReadonlyMap<string, string>): string {
  return tags.size === 0 ? 'no tags' : `only ${[...tags.keys()].join(', ')}`;
}

function invalid(message: string): RotationError {
  return new RotationError('Rekey.InvalidConfiguration', message);
}
