// S3's errors, with the statuses and words of the API reference ("Error responses"). The resource's name goes along as
// a detail, as S3 puts it into the error's element.
import { ServiceError } from '../service-error.ts';

export function noSuchBucket(bucket: string): ServiceError {
  return new ServiceError('NoSuchBucket', 'The specified bucket does not exist', {
    status: 404,
    details: { BucketName: bucket },
  });
}

export function noSuchKey(key: string): ServiceError {
  return new ServiceError('NoSuchKey', 'The specified key does not exist.', {
    status: 404,
    details: { Key: key },
  });
}

/** HEAD has no body, so its absence has no name. */
export function notFound(): ServiceError {
  return new ServiceError('NotFound', 'Not Found', { status: 404 });
}

export function noSuchUpload(uploadId: string): ServiceError {
  return new ServiceError(
    'NoSuchUpload',
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    { status: 404, details: { UploadId: uploadId } },
  );
}

export function invalidArgument(message: string): ServiceError {
  return new ServiceError('InvalidArgument', message);
}

export function invalidRequest(message: string): ServiceError {
  return new ServiceError('InvalidRequest', message);
}

export function malformedXml(): ServiceError {
  return new ServiceError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );
}

/** AWS has it and this endpoint does not. */
export function notImplemented(what: string): ServiceError {
  return new ServiceError('NotImplemented', `${what} is not implemented by this endpoint.`, {
    status: 501,
  });
}

export function preconditionFailed(condition: string): ServiceError {
  return new ServiceError(
    'PreconditionFailed',
    'At least one of the pre-conditions you specified did not hold',
    { status: 412, details: { Condition: condition } },
  );
}

/** A setting of a bucket that nobody has made, each with a code of its own. */
export function noSetting(code: string, message: string, bucket: string): ServiceError {
  return new ServiceError(code, message, { status: 404, details: { BucketName: bucket } });
}
