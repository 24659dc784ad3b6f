import { CreateRoleCommand, GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetTopicAttributesCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ServiceError } from '../../../local/service-error.ts';
import { type RunningWire, startWire } from '../../support/wire.ts';

let wire: RunningWire | undefined;

afterEach(async () => {
  await wire?.close();
});

const role = (Tags: unknown) => ({
  RoleName: 'r',
  Path: '/',
  RoleId: 'id',
  Arn: 'arn',
  CreateDate: new Date(1_700_000_000_000),
  Tags,
});

test('lists, dates and any printable text come through the form and the XML', async () => {
  wire = await startWire({ iam: { CreateRole: ({ Tags }) => ({ Role: role(Tags) }) } });
  const client = new IAMClient(wire.clientConfig);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: 'grapheme' })), async (values) => {
      const tags = values.map((value, index) => ({ Key: `k${String(index)}`, Value: value }));
      const { Role } = await client.send(
        new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: '{}', Tags: tags }),
      );
      expect(Role?.Tags ?? []).toEqual(tags);
      expect(Role?.CreateDate?.getTime()).toBe(1_700_000_000_000);
    }),
    { numRuns: 50 },
  );
});

test('maps come through the form and the XML', async () => {
  const seen: unknown[] = [];
  wire = await startWire({
    sns: {
      Publish: (input: unknown) => {
        seen.push(input);
        return { MessageId: 'm' };
      },
      GetTopicAttributes: () => ({ Attributes: { Owner: '0', Policy: '{"a":"<&>"}' } }),
    },
  });
  const client = new SNSClient(wire.clientConfig);
  const MessageAttributes = {
    status: { DataType: 'String', StringValue: 'failed' },
    raw: { DataType: 'Binary', BinaryValue: Uint8Array.of(0, 255) },
  };
  await client.send(new PublishCommand({ TopicArn: 't', Message: 'a=b&c', MessageAttributes }));
  expect(seen).toEqual([{ TopicArn: 't', Message: 'a=b&c', MessageAttributes }]);
  const { Attributes } = await client.send(new GetTopicAttributesCommand({ TopicArn: 't' }));
  expect(Attributes).toEqual({ Owner: '0', Policy: '{"a":"<&>"}' });
});

test('an error goes out under its Query name, with its status and the fault', async () => {
  wire = await startWire({
    iam: {
      GetRole: () => {
        throw new ServiceError('NoSuchEntityException', 'There is <none>.');
      },
    },
  });
  const response = await postForm(wire, 'iam', 'Action=GetRole&Version=2010-05-08&RoleName=r');
  expect(response.status).toBe(404);
  const body = await response.text();
  expect(body).toMatch(
    /^<ErrorResponse xmlns="https:\/\/iam.amazonaws.com\/doc\/2010-05-08\/"><Error><Type>Sender<\/Type><Code>NoSuchEntity<\/Code><Message>There is &lt;none&gt;\.<\/Message><\/Error><RequestId>[0-9a-f-]{36}<\/RequestId><\/ErrorResponse>$/u,
  );
  await expect(
    new IAMClient(wire.clientConfig).send(new GetRoleCommand({ RoleName: 'r' })),
  ).rejects.toMatchObject({ name: 'NoSuchEntityException', message: 'There is <none>.' });
});

test.each([
  [
    'Action=DoWhat&Version=2010-05-08',
    400,
    'InvalidAction',
    'Could not find operation DoWhat for version 2010-05-08',
  ],
  ['Action=GetRole&Version=2010-05-08', 400, 'ValidationError', 'Value null at'],
  ['Action=ListRoles&MaxItems=many', 400, 'MalformedInput', 'can not be converted'],
  [`Action=GetRole&RoleName${'.a'.repeat(64)}=1`, 400, 'MalformedInput', 'too deeply'],
])('the form %s is refused', async (form, status, code, message) => {
  wire = await startWire({ iam: { GetRole: () => ({}), ListRoles: () => ({}) } });
  const response = await postForm(wire, 'iam', form);
  expect(response.status).toBe(status);
  const body = await response.text();
  expect(body).toContain(`<Code>${code}</Code>`);
  expect(body).toContain(message);
});

test('a form that is not signed is refused', async () => {
  wire = await startWire({ iam: { GetRole: () => ({}) } });
  const response = await fetch(wire.url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'Action=GetRole&RoleName=r',
  });
  expect(response.status).toBe(403);
  expect(await response.text()).toContain('<Code>MissingAuthenticationToken</Code>');
});

function postForm({ url }: RunningWire, service: string, body: string): Promise<Response> {
  const scope = `AKIA/20260101/us-east-1/${service}/aws4_request`;
  return fetch(url, {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=00`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body,
  });
}
