// S3: buckets and objects, path style. REST-XML.
import type { Environment, Service, Wire } from '../service.ts';
import { createAbortMultipartUpload } from './actions/abort-multipart-upload.ts';
import { createCompleteMultipartUpload } from './actions/complete-multipart-upload.ts';
import { createCopyObject } from './actions/copy-object.ts';
import { createCreateBucket } from './actions/create-bucket.ts';
import { createCreateMultipartUpload } from './actions/create-multipart-upload.ts';
import { createDeleteBucket } from './actions/delete-bucket.ts';
import { createDeleteBucketEncryption } from './actions/delete-bucket-encryption.ts';
import { createDeleteBucketOwnershipControls } from './actions/delete-bucket-ownership-controls.ts';
import { createDeleteBucketPolicy } from './actions/delete-bucket-policy.ts';
import { createDeleteBucketTagging } from './actions/delete-bucket-tagging.ts';
import { createDeleteObject } from './actions/delete-object.ts';
import { createDeleteObjects } from './actions/delete-objects.ts';
import { createDeletePublicAccessBlock } from './actions/delete-public-access-block.ts';
import { createGetBucketEncryption } from './actions/get-bucket-encryption.ts';
import { createGetBucketLocation } from './actions/get-bucket-location.ts';
import { createGetBucketNotificationConfiguration } from './actions/get-bucket-notification-configuration.ts';
import { createGetBucketOwnershipControls } from './actions/get-bucket-ownership-controls.ts';
import { createGetBucketPolicy } from './actions/get-bucket-policy.ts';
import { createGetBucketTagging } from './actions/get-bucket-tagging.ts';
import { createGetBucketVersioning } from './actions/get-bucket-versioning.ts';
import { createGetObject } from './actions/get-object.ts';
import { createGetPublicAccessBlock } from './actions/get-public-access-block.ts';
import { createHeadBucket } from './actions/head-bucket.ts';
import { createHeadObject } from './actions/head-object.ts';
import { createListBuckets } from './actions/list-buckets.ts';
import { createListMultipartUploads } from './actions/list-multipart-uploads.ts';
import { createListObjects } from './actions/list-objects.ts';
import { createListObjectsV2 } from './actions/list-objects-v2.ts';
import { createListParts } from './actions/list-parts.ts';
import { createPutBucketEncryption } from './actions/put-bucket-encryption.ts';
import { createPutBucketNotificationConfiguration } from './actions/put-bucket-notification-configuration.ts';
import { createPutBucketOwnershipControls } from './actions/put-bucket-ownership-controls.ts';
import { createPutBucketPolicy } from './actions/put-bucket-policy.ts';
import { createPutBucketTagging } from './actions/put-bucket-tagging.ts';
import { createPutBucketVersioning } from './actions/put-bucket-versioning.ts';
import { createPutObject } from './actions/put-object.ts';
import { createPutPublicAccessBlock } from './actions/put-public-access-block.ts';
import { createUploadPart } from './actions/upload-part.ts';
import type { Parts } from './parts.ts';
import { createS3Store } from './store.ts';

const wire: Wire = {
  signingName: 's3',
  protocols: ['restXml'],
  xmlNamespace: 'http://s3.amazonaws.com/doc/2006-03-01/',
  schemas: async () => await import('@aws-sdk/client-s3'),
};

export function createS3(environment: Environment): Service {
  const { store, masterKey, random } = environment;
  const parts: Parts = { environment, store: createS3Store(store, masterKey, random) };
  return {
    wire,
    actions: {
      AbortMultipartUpload: createAbortMultipartUpload(parts),
      CompleteMultipartUpload: createCompleteMultipartUpload(parts),
      CopyObject: createCopyObject(parts),
      CreateBucket: createCreateBucket(parts),
      CreateMultipartUpload: createCreateMultipartUpload(parts),
      DeleteBucket: createDeleteBucket(parts),
      DeleteBucketEncryption: createDeleteBucketEncryption(parts),
      DeleteBucketOwnershipControls: createDeleteBucketOwnershipControls(parts),
      DeleteBucketPolicy: createDeleteBucketPolicy(parts),
      DeleteBucketTagging: createDeleteBucketTagging(parts),
      DeleteObject: createDeleteObject(parts),
      DeleteObjects: createDeleteObjects(parts),
      DeletePublicAccessBlock: createDeletePublicAccessBlock(parts),
      GetBucketEncryption: createGetBucketEncryption(parts),
      GetBucketLocation: createGetBucketLocation(parts),
      GetBucketNotificationConfiguration: createGetBucketNotificationConfiguration(parts),
      GetBucketOwnershipControls: createGetBucketOwnershipControls(parts),
      GetBucketPolicy: createGetBucketPolicy(parts),
      GetBucketTagging: createGetBucketTagging(parts),
      GetBucketVersioning: createGetBucketVersioning(parts),
      GetObject: createGetObject(parts),
      GetPublicAccessBlock: createGetPublicAccessBlock(parts),
      HeadBucket: createHeadBucket(parts),
      HeadObject: createHeadObject(parts),
      ListBuckets: createListBuckets(parts),
      ListMultipartUploads: createListMultipartUploads(parts),
      ListObjects: createListObjects(parts),
      ListObjectsV2: createListObjectsV2(parts),
      ListParts: createListParts(parts),
      PutBucketEncryption: createPutBucketEncryption(parts),
      PutBucketNotificationConfiguration: createPutBucketNotificationConfiguration(parts),
      PutBucketOwnershipControls: createPutBucketOwnershipControls(parts),
      PutBucketPolicy: createPutBucketPolicy(parts),
      PutBucketTagging: createPutBucketTagging(parts),
      PutBucketVersioning: createPutBucketVersioning(parts),
      PutObject: createPutObject(parts),
      PutPublicAccessBlock: createPutPublicAccessBlock(parts),
      UploadPart: createUploadPart(parts),
    },
  };
}
