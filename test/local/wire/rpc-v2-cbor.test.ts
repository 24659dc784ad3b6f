import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { AwsSmithyRpcV2CborProtocol } from '@aws-sdk/core/protocols';
import { afterEach, expect, test } from '@jest/globals';
import { cbor } from '@smithy/core/cbor';
import { ServiceError } from '../../../local/service-error.ts';
import { type RunningWire, startWire } from '../../support/wire.ts';

let wire: RunningWire | undefined;

afterEach(async () => {
  await wire?.close();
});

/** The client as newer SDKs build it: CBOR before all else. */
function createClient({ clientConfig }: RunningWire): CloudWatchClient {
  return new CloudWatchClient({ ...clientConfig, protocol: AwsSmithyRpcV2CborProtocol });
}

test('numbers, dates and lists come through CBOR', async () => {
  const seen: unknown[] = [];
  wire = await startWire({
    cloudwatch: {
      PutMetricData: (input: unknown) => {
        seen.push(input);
        return {};
      },
    },
  });
  const input = {
    Namespace: 'n',
    MetricData: [{ MetricName: 'm', Value: 1.5, Timestamp: new Date(1_700_000_000_000) }],
  };
  await createClient(wire).send(new PutMetricDataCommand(input));
  expect(seen).toEqual([input]);
});

test('an error in CBOR has its name and message', async () => {
  wire = await startWire({
    cloudwatch: {
      PutMetricData: () => {
        throw new ServiceError('InvalidParameterValueException', 'No.');
      },
    },
  });
  await expect(
    createClient(wire).send(new PutMetricDataCommand({ Namespace: 'n', MetricData: [] })),
  ).rejects.toMatchObject({ name: 'InvalidParameterValueException', message: 'No.' });
});

test('a body that is no CBOR is refused', async () => {
  wire = await startWire({ cloudwatch: { PutMetricData: () => ({}) } });
  const path = '/service/GraniteServiceVersion20100801/operation/PutMetricData';
  const response = await fetch(`${wire.url}${path}`, {
    method: 'POST',
    headers: { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' },
    body: Uint8Array.of(0xff, 0xff),
  });
  expect(response.status).toBe(400);
});

test('a map with a member called tag is no timestamp', async () => {
  wire = await startWire({ cloudwatch: { PutMetricData: () => ({}) } });
  const MetricData = [{ MetricName: 'm', Value: 1, Timestamp: { tag: 1, value: 1 } }];
  const path = '/service/GraniteServiceVersion20100801/operation/PutMetricData';
  const response = await fetch(`${wire.url}${path}`, {
    method: 'POST',
    headers: { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' },
    body: cbor.serialize({ Namespace: 'n', MetricData }) as Uint8Array<ArrayBuffer>,
  });
  expect(cbor.deserialize(new Uint8Array(await response.arrayBuffer()))).toEqual({
    __type: 'SerializationException',
    message: 'Start of structure or map found where not expected.',
  });
});
