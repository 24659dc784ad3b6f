// What must hold of every answer, whatever was asked.
import { XMLParser } from 'fast-xml-parser';
import type { WireResponse } from '../../../local/wire/message.ts';
import { MARKER } from './inputs.ts';
import { type FuzzedService, protocolOf } from './operations.ts';

/** AWS's errors of any service (Common Errors), under the names that the protocols have for them. */
const COMMON = [
  ...['AccessDenied', 'AccessDeniedException', 'AuthorizationError', 'InvalidAction'],
  ...['InvalidParameterCombination', 'InvalidParameterValue', 'MalformedInput', 'MissingParameter'],
  ...['NotAuthorizedException', 'RequestEntityTooLargeException', 'SerializationException'],
  ...['UnknownOperationException', 'ValidationError', 'ValidationException'],
];

/** S3's model has few of its errors (Amazon S3 API reference, List of error codes). */
const S3 = [
  ...[
    'AccessControlListNotSupported',
    'BadDigest',
    'BucketNotEmpty',
    'EntityTooSmall',
    'InvalidArgument',
  ],
  ...[
    'InvalidBucketName',
    'InvalidDigest',
    'InvalidPart',
    'InvalidPartOrder',
    'InvalidRange',
    'InvalidRequest',
  ],
  ...[
    'InvalidTag',
    'KeyTooLongError',
    'MalformedPolicy',
    'MalformedXML',
    'MethodNotAllowed',
    'NoSuchBucketPolicy',
  ],
  ...['NoSuchPublicAccessBlockConfiguration', 'NoSuchTagSet', 'NoSuchVersion', 'NotImplemented'],
  ...['OwnershipControlsNotFoundError', 'PreconditionFailed'],
  ...['ServerSideEncryptionConfigurationNotFoundError'],
];

const KNOWN = new Set([...COMMON, ...S3]);

/** What is wrong with the answer, or undefined. */
export function findProblem(
  service: FuzzedService,
  { status, headers, body }: WireResponse,
): string | undefined {
  if (status < 400) return undefined;
  const text = Buffer.from(body).toString();
  if (status >= 500 && status !== 501) return `status ${String(status)}`;
  if (text.includes(MARKER)) return 'a value is in the refusal';
  if (body.length === 0) return undefined; // HEAD
  const code = readCode(service, headers, text);
  const { errors } = service.model;
  const isModelled =
    errors.has(code) || [...errors.values()].some(({ queryCode }) => queryCode === code);
  return isModelled || KNOWN.has(code) ? undefined : `${code} is nobody's error`;
}

function readCode(service: FuzzedService, headers: WireResponse['headers'], text: string): string {
  switch (protocolOf(service)) {
    case 'awsJson1_0':
    case 'awsJson1_1':
      return String((JSON.parse(text) as { readonly __type?: unknown }).__type);
    case 'restJson1':
      JSON.parse(text);
      return String(headers['x-amzn-errortype']);
    case 'awsQuery': {
      const { ErrorResponse } = parser.parse(text) as {
        ErrorResponse: { Error: { Code: unknown } };
      };
      return String(ErrorResponse.Error.Code);
    }
    case 'restXml': {
      const { Error: error } = parser.parse(text) as { Error: { Code: unknown } };
      return String(error.Code);
    }
  }
}

const parser = new XMLParser();
