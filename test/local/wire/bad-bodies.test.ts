// Bodies that are no input, and inputs of the wrong types, before a whole endpoint: AWS's refusal in the protocol's form,
// nothing stored, and the next call answered.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { WireResponse } from '../../../local/wire/message.ts';
import { startWatched, type WatchedEndpoint } from '../../support/fuzz/endpoint.ts';
import { toRawAuthorization } from '../../support/raw-http.ts';

let endpoint: WatchedEndpoint;

beforeAll(async () => {
  endpoint = await startWatched('bodies');
});

afterAll(async () => {
  await endpoint.close();
});

interface Sent {
  readonly service?: string;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

async function send({ service = 'secretsmanager', ...sent }: Sent): Promise<WireResponse> {
  return await endpoint.send({
    method: sent.method ?? 'POST',
    path: sent.path ?? '/',
    headers: { host: '127.0.0.1', authorization: toRawAuthorization(service), ...sent.headers },
    body: Buffer.from(sent.body),
  });
}

/** Secrets Manager speaks JSON. */
async function json(operation: string, body: string | Uint8Array): Promise<unknown> {
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': `secretsmanager.${operation}`,
  };
  const before = endpoint.snapshot();
  const answer = await send({ headers, body });
  if (answer.status >= 400) expect(endpoint.snapshot()).toBe(before);
  return { status: answer.status, ...(JSON.parse(Buffer.from(answer.body).toString()) as object) };
}

function refused(message?: string): object {
  const type = { status: 400, __type: 'SerializationException' };
  return message === undefined ? type : { ...type, message };
}

const STRUCTURE = 'Start of structure or map found where not expected.';
const LIST = 'Start of list found where not expected';
const DEEP = 20_000;

const BODIES: readonly (readonly [string, string | Uint8Array, object])[] = [
  ['half of a document', '{"SecretId":"hunter2"', refused()],
  ['words', 'SecretId=hunter2', refused()],
  ['two documents', '{}{}', refused()],
  ['a comment', '/* */{}', refused()],
  ['blanks alone', '   ', refused()],
  ['bytes that are no UTF-8', Uint8Array.of(0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d), refused()],
  ['UTF-16', Buffer.from('\ufeff{}', 'utf16le'), refused()],
  ['a member that comes twice', '{"SecretId":"hunter1","SecretId":"hunter2"}', refused()],
  [
    'a member twice, once escaped',
    '{"SecretId":"hunter1","Secret\\u0049d" : "hunter2"}',
    refused(),
  ],
  ['an inner member that comes twice', '{"SecretId":"a","x":[{"y":1,"y":2}]}', refused()],
  ['null', 'null', refused('Expected null')],
  ['a text', '"hunter2"', refused('Expected null')],
  ['a number', '1', refused('Expected null')],
  ['true', 'true', refused('Expected null')],
  ['a list', '[]', refused(LIST)],
  ['lists in lists', `${'['.repeat(DEEP)}${']'.repeat(DEEP)}`, refused(LIST)],
];

test.each(BODIES)('a body of %s is refused', async (_name, body, answer) => {
  expect(await json('DescribeSecret', body)).toEqual(answer);
});

const READ: readonly (readonly [string, string, unknown])[] = [
  ['no body is no input', '', { status: 200, SecretList: [] }],
  [
    'a byte order mark is no part of the document',
    '\ufeff{"MaxResults":1}',
    { status: 200, SecretList: [] },
  ],
  ['blanks around it neither', ' \r\n{"MaxResults":1}\n', { status: 200, SecretList: [] }],
  [
    'null is as if it were not there',
    '{"MaxResults":null,"Filters":null}',
    { status: 200, SecretList: [] },
  ],
  [
    'a member that nobody knows is left out',
    '{"Colour":{"a":[1]},"__proto__":{"MaxResults":-1}}',
    { status: 200, SecretList: [] },
  ],
  [
    'what an integer has behind the point is cut off',
    '{"MaxResults":1.9}',
    { status: 200, SecretList: [] },
  ],
  [
    'a document in a member that nobody knows may be deep',
    `{"x":${'['.repeat(DEEP)}${']'.repeat(DEEP)}}`,
    { status: 200, SecretList: [] },
  ],
];

test.each(READ)('%s', async (_name, body, answer) => {
  expect(await json('ListSecrets', body)).toEqual(answer);
});

const TYPES: readonly (readonly [string, string, string])[] = [
  ['CreateSecret', '{"Name":1}', 'NUMBER_VALUE can not be converted to a String'],
  ['CreateSecret', '{"Name":true}', 'TRUE_VALUE can not be converted to a String'],
  ['CreateSecret', '{"Name":false}', 'FALSE_VALUE can not be converted to a String'],
  ['CreateSecret', '{"Name":["a"]}', LIST],
  ['CreateSecret', '{"Name":{"a":1}}', STRUCTURE],
  ['CreateSecret', '{"Name":"a","Tags":{}}', STRUCTURE],
  ['CreateSecret', '{"Name":"a","Tags":"a"}', 'Expected list or null'],
  ['CreateSecret', '{"Name":"a","Tags":["a"]}', 'Expected null'],
  ['CreateSecret', '{"Name":"a","Tags":[[]]}', LIST],
  ['CreateSecret', '{"Name":"a","SecretBinary":1}', 'NUMBER_VALUE can not be converted to a Blob'],
  [
    'CreateSecret',
    '{"Name":"a","SecretBinary":"a"}',
    'STRING_VALUE can not be converted to a Blob',
  ],
  [
    'CreateSecret',
    '{"Name":"a","SecretBinary":"*==="}',
    'STRING_VALUE can not be converted to a Blob',
  ],
  [
    'CreateSecret',
    '{"Name":"a","ForceOverwriteReplicaSecret":"true"}',
    'STRING_VALUE can not be converted to a Boolean',
  ],
  [
    'CreateSecret',
    '{"Name":"a","ForceOverwriteReplicaSecret":1}',
    'NUMBER_VALUE can not be converted to a Boolean',
  ],
  ['ListSecrets', '{"MaxResults":"1"}', 'STRING_VALUE can not be converted to an Integer'],
  ['ListSecrets', '{"MaxResults":1e400}', 'NUMBER_VALUE can not be converted to an Integer'],
  [
    'ListSecrets',
    '{"MaxResults":9223372036854775808}',
    'NUMBER_VALUE can not be converted to an Integer',
  ],
  ['ListSecrets', '{"Filters":[{"Key":"name","Values":"a"}]}', 'Expected list or null'],
  ['RotateSecret', '{"SecretId":"a","RotationRules":3}', 'Expected null'],
  ['RotateSecret', '{"SecretId":"a","RotationRules":[]}', LIST],
];

test.each(TYPES)('%s %s', async (operation, body, message) => {
  expect(await json(operation, body)).toEqual(refused(message));
});

/** Query speaks a form, and answers in XML. */
async function query(service: string, form: string | Uint8Array): Promise<string> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
  const { status, body } = await send({ service, headers, body: form });
  const text = Buffer.from(body).toString();
  return `${String(status)} ${/<Code>(.*?)<\/Code>/u.exec(text)?.[1] ?? 'no error'}`;
}

const TOPIC = 'Action=CreateTopic&Version=2010-03-31';
const ROLES = 'Action=ListRoles&Version=2010-05-08';

const FORMS: readonly (readonly [string, string, string | Uint8Array, string])[] = [
  ['no action', 'sns', 'Version=2010-03-31', '400 InvalidAction'],
  ['an action of nobody', 'sns', 'Action=constructor', '400 InvalidAction'],
  ['bytes that are no UTF-8', 'sns', Uint8Array.of(0x41, 0x3d, 0xff), '400 MalformedQueryString'],
  ['a list without numbers', 'sns', `${TOPIC}&Name=a&Tags.member.x.Key=a`, '400 MalformedInput'],
  [
    'a list with a negative number',
    'sns',
    `${TOPIC}&Name=a&Tags.member.-1.Key=a`,
    '400 MalformedInput',
  ],
  ['a number that is none', 'iam', `${ROLES}&MaxItems=many`, '400 MalformedInput'],
  ['a number in hexadecimal', 'iam', `${ROLES}&MaxItems=0x10`, '400 MalformedInput'],
  ['a number without end', 'iam', `${ROLES}&MaxItems=1e999`, '400 MalformedInput'],
  [
    'a name of a thousand parts',
    'sns',
    `${TOPIC}&Name=a&${'a.'.repeat(1000)}b=c`,
    '400 MalformedInput',
  ],
  [
    'gaps in a list and its end first',
    'sns',
    `${TOPIC}&Name=a&Tags.member.9.Key=b&Tags.member.9.Value=c&Tags.member.3.Key=a&Tags.member.3.Value=c`,
    '200 no error',
  ],
  [
    'members that nobody knows',
    'sns',
    `${TOPIC}&Name=b&__proto__.x=1&constructor=2`,
    '200 no error',
  ],
];

test.each(FORMS)('a form with %s', async (_name, service, form, answer) => {
  expect(await query(service, form)).toBe(answer);
});

async function rest(
  service: string,
  method: string,
  path: string,
  body: string | Uint8Array,
): Promise<string> {
  const { status, headers, body: bytes } = await send({ service, method, path, body });
  const text = Buffer.from(bytes).toString();
  const type = /"__type":"(.*?)"/u.exec(text)?.[1];
  const code =
    headers['x-amzn-errortype'] ?? type ?? /<Code>(.*?)<\/Code>/u.exec(text)?.[1] ?? 'no error';
  return `${String(status)} ${code}`;
}

const FUNCTIONS = '/2015-03-31/functions';

test.each([
  ['half of a document', 'POST', FUNCTIONS, '{', '400 SerializationException'],
  [
    'a text for a number',
    'POST',
    FUNCTIONS,
    '{"FunctionName":"a","Timeout":"3"}',
    '400 SerializationException',
  ],
  [
    'a number that is none in the query',
    'GET',
    `${FUNCTIONS}?MaxItems=many`,
    '',
    '400 SerializationException',
  ],
  [
    'an escape that is none in the query',
    'GET',
    `${FUNCTIONS}?Marker=%zz`,
    '',
    '400 MalformedQueryString',
  ],
  ['an escape that is none in the path', 'GET', `${FUNCTIONS}/%zz`, '', '400 MalformedQueryString'],
  ['a path of nobody', 'POST', '/nowhere', '{}', '404 UnknownOperationException'],
])('a REST call of Lambda with %s', async (_name, method, path, body, answer) => {
  expect(await rest('lambda', method, path, body)).toBe(answer);
});

const ENTITIES = Array.from(
  { length: 9 },
  (_, index) => `<!ENTITY e${String(index + 1)} "${`&e${String(index)};`.repeat(10)}">`,
);
const BOMB = `<!DOCTYPE b [<!ENTITY e0 "boom">${ENTITIES.join('')}]><Delete><Object><Key>&e9;</Key></Object></Delete>`;

test.each([
  ['entities of its own', BOMB],
  ['a DTD of elsewhere', '<!DOCTYPE b SYSTEM "file:///etc/passwd"><Delete/>'],
  ['a DTD in small letters', '<!doctype b><Delete/>'],
  ['elements in elements', `${'<a>'.repeat(DEEP)}${'</a>'.repeat(DEEP)}`],
  ['a name that objects have', '<Delete><__proto__>1</__proto__></Delete>'],
  ['two roots', '<Delete/><Delete/>'],
  ['no end', '<Delete><Object>'],
  ['JSON', '{}'],
  ['bytes that are no UTF-8', Uint8Array.of(0x3c, 0xff, 0x2f, 0x3e)],
])('XML with %s is malformed', async (_name, body) => {
  await rest('s3', 'PUT', '/bad-bodies', '');
  expect(await rest('s3', 'POST', '/bad-bodies?delete', body)).toBe('400 MalformedXML');
});

test('no refusal repeats what was sent, and no fault was among them', () => {
  expect(JSON.stringify(endpoint.log)).not.toContain('hunter2');
  expect(endpoint.log.filter(({ level }) => level === 'error')).toEqual([]);
  expect(Object.hasOwn(Object.prototype, 'MaxResults')).toBe(false);
});
