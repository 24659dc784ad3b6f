// A target in code, for a service with one password that dies when another is set: the smallest whole one. Its test runs the contract
// against a service of that kind.

export function listTargetFiles(name: string): ReadonlyMap<string, string> {
  return new Map([
    [`src/targets/${name}/${name}.ts`, toTarget(name)],
    [`test/src/targets/${name}/contract.test.ts`, toTest(name)],
  ]);
}

interface Edit {
  readonly file: string;
  /** @returns undefined where the file is not as expected */
  readonly edit: (text: string) => string | undefined;
}

export function listTargetEdits(name: string): readonly Edit[] {
  return [
    { file: 'src/rotation/target-names.ts', edit: (text) => addName(text, name) },
    { file: 'src/targets/load.ts', edit: (text) => addLoader(text, name) },
  ];
}

function addName(text: string, name: string): string | undefined {
  if (text.includes(`'${name}'`)) return undefined;
  const found = /(targetNames = \[)([\s\S]*?),?\s*(\] as const)/.exec(text);
  if (found === null) return undefined;
  const [whole, begin = '', list = '', end = ''] = found;
  const names = [...list.matchAll(/'([^']+)'/g)].map(([, one]) => one);
  const lines = [...names, name].map((one) => `  '${String(one)}',\n`).join('');
  return text.replace(whole, `${begin}\n${lines}${end}`);
}

function addLoader(text: string, name: string): string | undefined {
  const found = /const loaders[\s\S]*?\n\};\n/.exec(text)?.[0];
  const key = /^[a-z0-9]+$/.test(name) ? name : `'${name}'`;
  if (found === undefined || found.includes(`\n  ${key}: `)) return undefined;
  const line = `  ${key}: async ({ options }) =>
    (await import('./${name}/${name}.ts')).create${toPascal(name)}(options),\n`;
  return text.replace(found, `${found.slice(0, -'};\n'.length)}${line}};\n`);
}

function toPascal(name: string): string {
  return name.replace(/(^|-)([a-z0-9])/g, (_, _hyphen, letter: string) => letter.toUpperCase());
}

function toTarget(name: string): string {
  return `// WHAT ACCEPTS THE CREDENTIAL, AND HOW IT IS CHANGED THERE. This skeleton speaks to a service with one password, by HTTP.
// The contract and its promises stand in src/rotation/target.ts; docs/guides/something-of-your-own.md goes through this file.
import { isRotationError, RotationError } from '../../rotation/errors.ts';
import { SecretValue } from '../../rotation/secret-value.ts';
import type { CredentialState, Target, TargetContext } from '../../rotation/target.ts';
import { checkOptionNames, type Options, parseIntegerOption } from '../options.ts';
import { createRandomText, type TextShape } from '../random-text.ts';
import { loadTextField, parseSecretFields, toSecretValue } from '../secret-json.ts';

interface Credential {
  readonly baseUrl: string;
  readonly password: string;
}

/** Options: \`length\` of a new password (default 48). */
export function create${toPascal(name)}(options: Options): Target {
  checkOptionNames(options, ['length']);
  const shape: TextShape = {
    length: parseIntegerOption(options, 'length', { fallback: 48, min: 16, max: 128 }),
    alphabet: 'url-safe',
    require: [],
  };

  return {
    name: '${name}',
    overlap: 'none', // the old password dies at once
    maxActive: 1,
    creation: 'pure', // the value is made here, the service learns it in \`set\`
    propagationMs: 0,
    locksOut: false,

    check: (value) => {
      read(value);
    },
    isSame: (one, other) =>
      new SecretValue(read(one).password).equals(new SecretValue(read(other).password)),

    create: async (current, { random }) =>
      toSecretValue(parseSecretFields(current), { password: createRandomText(shape, random) }),

    set: async (pair, context) => {
      const { current, pending } = readPair(pair);
      // An earlier call may have done it, and current has died of it.
      if ((await findState(pending, context)) === 'working') return;
      const body = JSON.stringify({ password: pending.password });
      const status = await send('set', 'PUT', '/password', current, context, body);
      if (status !== 204) throw toError('set', status);
    },

    test: async (pair, context) => {
      const { pending } = readPair(pair);
      const status = await send('test', 'GET', '/', pending, context);
      if (status !== 204) throw toError('test', status);
    },

    verify: async (value, context) => await findState(read(value), context),
  };
}

function read(value: SecretValue): Credential {
  const fields = parseSecretFields(value);
  return { baseUrl: loadTextField(fields, 'baseUrl'), password: loadTextField(fields, 'password') };
}

/** A pending value that names another host is somebody else's work: our credential is not sent there. */
function readPair(pair: { readonly current: SecretValue; readonly pending: SecretValue }) {
  const current = read(pair.current);
  const pending = read(pair.pending);
  if (current.baseUrl === pending.baseUrl) return { current, pending };
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    "baseUrl in the pending secret JSON: expected the current secret's host, found another.",
  );
}

/** Only a clear no is a no: a wrong one would cost a credential that works. */
async function findState(
  credential: Credential,
  context: TargetContext,
): Promise<CredentialState> {
  try {
    const status = await send('verify', 'GET', '/', credential, context);
    if (status === 204) return 'working';
    return status === 401 ? 'refused' : 'unreachable';
  } catch (error) {
    if (isRotationError(error) && error.code === 'Rekey.Transient') return 'unreachable';
    throw error;
  }
}

/** @returns the status alone: nothing of an answer gets into an error or a log */
async function send(
  verb: string,
  method: string,
  path: string,
  { baseUrl, password }: Credential,
  { signal }: TargetContext,
  body?: string,
): Promise<number> {
  const headers = { authorization: \`Bearer \${password}\` };
  try {
    const init = { method, headers, signal, ...(body === undefined ? {} : { body }) };
    const { status } = await fetch(new URL(path, baseUrl), init);
    if (status < 500) return status;
  } catch {
    // Its text may name what was sent.
  }
  throw new RotationError('Rekey.Transient', 'The service did not answer.', {
    call: \`target:\${verb}\`,
  });
}

function toError(verb: string, status: number): RotationError {
  const code = status === 401 ? 'Rekey.CredentialRefused' : 'Rekey.TargetFailed';
  return new RotationError(code, \`The service answered \${String(status)} to \${verb}.\`, {
    call: \`target:\${verb}\`,
    status,
  });
}
`;
}

function toTest(name: string): string {
  return `// The target ${name} against a service of its kind: one password, which dies when another is set.
import { create${toPascal(name)} } from '../../../../src/targets/${name}/${name}.ts';
import type { TargetFixture } from '../../../contract/fixture.ts';
import { HTTP_LACKS, IN_PLACE, MADE_HERE } from '../../../contract/lacks.ts';
import { testTargetContract } from '../../../contract/target.ts';
import { startPasswordService, toPasswordFaults } from '../../../support/password-service.ts';
import {
  createKey,
  fieldsOf,
  soon,
  toSecret,
  toStranger,
} from '../../../support/recipe-fixture.ts';

const NOT_YET = 'to be added to the fixture';

testTargetContract('${name}', startFixture, {
  ...{ ...HTTP_LACKS, ...MADE_HERE, ...IN_PLACE },
  ...{ echoCredentials: NOT_YET, goDown: NOT_YET, goSilent: NOT_YET, changeByHand: NOT_YET },
});

async function startFixture(): Promise<TargetFixture> {
  const service = await startPasswordService();
  return {
    target: create${toPascal(name)}(new Map()),
    createCurrent: async () => {
      const password = createKey();
      service.reset(password);
      return toSecret({ baseUrl: service.url, password });
    },
    accepts: async (value) =>
      await soon(() => service.accepts(fieldsOf(value)['password'] ?? '')),
    countCredentials: () => 1,
    toStranger: (value) => toStranger(value, 'baseUrl'),
    ...toPasswordFaults(service),
    close: async () => {
      await service.close();
    },
  };
}
`;
}
