// Stands in a Lambda's bundle where the SDK has its default credential chain.
import { fromEnv } from '@aws-sdk/credential-provider-env';

export const defaultProvider = fromEnv;
