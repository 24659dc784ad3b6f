// The entries of the Secrets Manager User Guide, "Troubleshoot AWS Secrets Manager rotation" (T00 to T10), and those that the failure
// texts of AWS's own templates ask for (G01 to G04). The order is that of the search: what is special stands before what is general.
import {
  type CatalogueEntry,
  isLogInFailure,
  isLong,
  isTargetCall,
  isTimeout,
  isUnanswered,
  says,
} from './symptom.ts';

export const generalChecklist: CatalogueEntry = {
  id: 'T00',
  title: 'General checklist',
  matches: () => true,
  causes: [
    'too few concurrent executions of the Lambda functions',
    'several API calls that change the secret at the same time',
    'a defect in the rotation’s logic',
    'the network between the Lambda functions, Secrets Manager and the target',
  ],
  remedies: [
    'Read the functions’ logs in CloudWatch: was every step attempted?',
    'Make no call that changes the secret while it is rotated.',
    'Deploy the latest version.',
    'Check security groups and VPC endpoints.',
    'Check whether AWSCURRENT, AWSPREVIOUS and AWSPENDING log in.',
    'Clear the AWSPENDING label and start again.',
    'Check the functions’ concurrency.',
  ],
};

export const guideEntries: readonly CatalogueEntry[] = [
  {
    id: 'T08',
    title: 'Pending secret version was not created by the rotation function',
    matches: says(/was not created by Lambda/),
    causes: ['rotation under an assumed role or from another account, without RotationToken'],
    remedies: [
      'Pass the event’s RotationToken to PutSecretValue in createSecret.',
      'Remove the AWSPENDING staging label and restart the rotation.',
    ],
  },
  {
    id: 'T10',
    title: 'A previous rotation isn’t complete',
    matches: (symptom) =>
      symptom.error === 'Rekey.RotationInProgress' ||
      says(/previous rotation isn.t complete/)(symptom),
    causes: [
      'AWSPENDING is on a version that is not AWSCURRENT: an earlier rotation, not one of Rekey’s, failed or still runs',
    ],
    remedies: [
      'Make sure that no other rotation runs; look at the labels with describe-secret, for list-secret-version-ids may leave the version out.',
      'Take the label off: aws secretsmanager update-secret-version-stage --version-stage AWSPENDING --remove-from-version-id <version>. CancelRotateSecret alone does not remove it.',
    ],
  },
  {
    id: 'T03',
    title: 'Access to KMS is not allowed',
    matches: (symptom) =>
      says(/Access to KMS is not allowed/)(symptom) ||
      (symptom.error === 'Rekey.AccessDenied' &&
        /KMS|DecryptionFailure|EncryptionFailure|kms:/.test(
          `${symptom.facts.awsError ?? ''} ${symptom.message}`,
        )),
    causes: [
      'the function’s role lacks kms:Decrypt (or kms:GenerateDataKey) on the secret’s customer managed key',
      'a condition pins the encryption context to another secret',
      'the key is disabled or scheduled for deletion',
    ],
    remedies: [
      'Deploy with the parameter kmsKeyArn, and allow the functions’ roles in the key’s policy for kms:EncryptionContext:SecretARN of this secret.',
    ],
  },
  {
    id: 'T06',
    title: 'Unable to import module',
    matches: says(/Unable to import module|Runtime\.ImportModuleError|Cannot find module/),
    causes: ['the function’s runtime was changed to a version that its code was not made for'],
    remedies: ['Go back to the runtime that worked, then deploy again for the new one.'],
  },
  {
    id: 'T07',
    title: 'The runtime of a rotation function is no longer supported',
    matches: says(/python3\.\d+|runtime parameter of|runtime .* (deprecated|no longer supported)/i),
    causes: ['a rotation function made for an old Python, whose support has ended'],
    remedies: [
      'Made in the console: deploy a new function. From the application repository: update the application’s version. By CloudFormation: run the stack again with its transform’s latest version. By CDK: update the CDK.',
    ],
  },
  {
    id: 'T09',
    title: 'Error when executing the function, now and then, or in a loop between steps',
    matches: (symptom) =>
      says(
        /Error when executing lambda|Rate Exceeded|ConcurrentInvocationLimit|ReservedFunctionConcurrent/i,
      )(symptom) || symptom.error === 'Lambda.TooManyRequestsException',
    causes: ['reserved concurrency too low, such as 1; provisioned concurrency below 10'],
    remedies: [
      'Reserve at least 10 concurrent executions or none, and provision none or at least 10: requests per second × average duration in seconds is what is needed.',
    ],
  },
  {
    id: 'T04',
    title: 'Key is missing from secret JSON',
    matches: says(
      /key is missing from secret JSON|Invalid secret value JSON|Database engine must be set|secret JSON/i,
    ),
    causes: ['the secret’s JSON lacks a key that the target needs, or is not JSON'],
    remedies: [
      'Give the secret the structure that its target or recipe asks for, then start again.',
    ],
  },
  {
    id: 'G01',
    title: 'A rotation function was called for a version that is not pending',
    matches: says(
      /is not enabled for rotation|has no stage for rotation|not set as AWSPENDING for rotation|Invalid step parameter/,
    ),
    causes: [
      'the function was called by hand or out of order',
      'somebody changed the labels meanwhile',
    ],
    remedies: [
      'Start the rotation, not the function; change no labels while it runs.',
      ...generalChecklist.remedies.slice(5, 6),
    ],
  },
  {
    id: 'G02',
    title: 'The pending secret names another host or user',
    matches: says(
      /Attempting to modify (user|for host)|other than current (user|host)|is not the same host as|expected the current secret's host/,
    ),
    causes: [
      'the pending version, or the admin secret, belongs to another system: a rotation must not be led to a stranger’s host',
    ],
    remedies: [
      'Compare host and user of AWSCURRENT, AWSPENDING and the admin secret; discard the pending version.',
    ],
  },
  {
    id: 'G03',
    title: 'Unable to clone the user: its name is too long',
    matches: says(/Unable to clone user|username length with _clone/),
    causes: ['the user’s name with _clone appended exceeds what the database allows'],
    remedies: ['Rotate a user with a shorter name, or in place without a second user.'],
  },
  {
    id: 'G04',
    title: 'The rotation function’s template was not filled in',
    matches: says(/NotImplementedError/),
    causes: ['setSecret and testSecret of the generic template are left as they came'],
    remedies: ['Write both steps, or name a target of Rekey’s by the tag rekey:target.'],
  },
  {
    id: 'T05d',
    title: 'The target asks for TLS, or its host name does not fit its certificate',
    matches: says(
      /Hostname verification failed|SSL|TLS handshake|certificate|no pg_hba\.conf entry/i,
    ),
    causes: [
      'the target accepts only TLS, and the function does not speak it',
      'the certificate is for another host name, or from an authority that the function does not know',
    ],
    remedies: [
      'Use the host name of the certificate in the secret; functions made before 20 December 2021 must be made anew.',
    ],
  },
  {
    id: 'T05c',
    title: 'The target’s way of checking passwords is too new for the client',
    matches: says(/scram|authentication method .* not supported|SCRAM-SHA-256/i),
    causes: [
      'Aurora PostgreSQL 13 or later with scram-sha-256, and a function with libpq 9 or older',
    ],
    remedies: ['Functions made before 30 December 2021 must be made anew.'],
  },
  {
    id: 'T01',
    title: 'No activity after "Found credentials in environment variables"',
    matches: (symptom) =>
      says(/Found credentials in environment variables/)(symptom) ||
      (isUnanswered(symptom) && (symptom.facts.call ?? '').startsWith('secretsmanager:')) ||
      (isTimeout(symptom) && symptom.state === 'PlanRotation'),
    causes: ['the function does not reach a Secrets Manager endpoint'],
    remedies: [
      'Give it the public endpoint, or an interface endpoint in its VPC, or a NAT gateway.',
    ],
  },
  {
    id: 'T02',
    title: 'No activity after "createSecret"',
    matches: (symptom) =>
      says(/No activity after .?createSecret/i)(symptom) ||
      (isTimeout(symptom) && symptom.state === 'CreateSecret'),
    causes: [
      'a network ACL blocks HTTPS into or out of the VPC',
      'the function’s timeout is too short',
      'the security groups of the VPC endpoint do not admit the VPC',
      'the VPC endpoint’s policy does not allow the function',
      'a superuser secret managed by RDS, and no way to the RDS API',
    ],
    remedies: [
      'Open HTTPS in the network ACL, the endpoint’s security groups and its policy.',
      'Give the function more time.',
      'Add an interface endpoint for the RDS or Redshift API.',
    ],
  },
  {
    id: 'T05a',
    title: 'Unable to reach the target: it took long, which means network',
    matches: (symptom) =>
      (isTargetCall(symptom) && isUnanswered(symptom)) ||
      (isLogInFailure(symptom) && isLong(symptom)) ||
      isTimeout(symptom),
    causes: [
      'the functions are not in the target’s network, or a security group lets them out or in nowhere',
      'the target’s name is not found, or nothing listens at its port',
    ],
    remedies: [
      'Put the functions into the target’s VPC; allow their security group outbound, and inbound at the target.',
      'Try the target’s address from that network.',
    ],
  },
  {
    id: 'T05b',
    title: 'Unable to log into the target: it took a short time, which means credentials',
    matches: (symptom) => symptom.error === 'Rekey.CredentialRefused' || isLogInFailure(symptom),
    causes: [
      'the credential in AWSCURRENT, or that of the admin secret, is not the one that the target has',
    ],
    remedies: [
      'Log in by hand with AWSCURRENT and with AWSPREVIOUS; put the one that works into AWSCURRENT.',
    ],
  },
];
