// The entries for Rekey's own errors, asked after the User Guide's.
import { type CatalogueEntry, isTargetCall, says } from './symptom.ts';

export const rekeyEntries: readonly CatalogueEntry[] = [
  {
    id: 'R01',
    title: 'The target is failing or asks to wait',
    matches: (symptom) =>
      isTargetCall(symptom) && ((symptom.facts.status ?? 0) >= 500 || symptom.facts.status === 429),
    causes: ['the target has an outage, is under maintenance, or limits its callers'],
    remedies: [
      'Look at the target’s status and at its limits; the next window tries again by itself.',
      'Give the rotation a longer window, or one at another hour (tag rekey:window).',
    ],
  },
  {
    id: 'R02',
    title: 'The rotation’s window ended',
    matches: (symptom) => symptom.error === 'Rekey.WindowExpired',
    causes: [
      'the run was delivered late, or its steps were retried until nothing was left of the window',
    ],
    remedies: [
      'Read in the execution’s history what was retried; give the rotation a longer window (tag rekey:window).',
    ],
  },
  {
    id: 'R03',
    title: 'The target holds as many credentials as it may',
    matches: (symptom) => symptom.error === 'Rekey.MaxActiveReached',
    causes: ['an earlier rotation’s old credential is still in its grace period'],
    remedies: [
      'Wait until it is due, or shorten the grace period (tag rekey:grace).',
      'Delete credentials at the target that nobody uses.',
    ],
  },
  {
    id: 'R04',
    title: 'The old credential still works after it was revoked',
    matches: (symptom) => symptom.error === 'Rekey.NotYetRefused',
    causes: ['a cache at the target', 'a second credential with the same rights'],
    remedies: ['Revoke it by hand at the target; the next rotation’s plan tries again by itself.'],
  },
  {
    id: 'R05',
    title: 'Somebody changed the secret while it was rotated',
    matches: (symptom) => symptom.error === 'Rekey.RotationAbandoned',
    causes: ['a value was put, or a label moved, by hand or by another tool'],
    remedies: [
      'Find in CloudTrail who called PutSecretValue, UpdateSecret or UpdateSecretVersionStage; change a secret only while it is not rotated.',
    ],
  },
  {
    id: 'R06',
    title: 'A permission is missing',
    matches: (symptom) =>
      symptom.error === 'Rekey.AccessDenied' ||
      says(/AccessDenied|is not authorized to perform/)(symptom),
    causes: [
      'the secret lacks the tag rekey:target, or the admin secret the tag rekey:role=admin, which bound the functions’ roles',
      'the secret’s resource policy, a permissions boundary or an organization’s policy denies the call',
    ],
    remedies: [
      'Allow the call that the error names to the role that it names; tag the secret as the documentation says.',
    ],
  },
  {
    id: 'R07',
    title: 'The target’s policy refuses the values that we make',
    matches: (symptom) => symptom.error === 'Rekey.ValueRejected',
    causes: ['length or characters of the value are not what the target asks for'],
    remedies: ['Set length, alphabet and required classes by the tag rekey:options.'],
  },
  {
    id: 'R08',
    title: 'The secret, its tags or the run’s input are not as they must be',
    matches: (symptom) => symptom.error === 'Rekey.InvalidConfiguration',
    causes: ['what the error names: it says what was expected and what was found'],
    remedies: ['Correct it and start again; nothing was changed.'],
  },
  {
    id: 'R09',
    title: 'The target answered something that a rotation cannot go on with',
    matches: (symptom) => symptom.error === 'Rekey.TargetFailed',
    causes: ['the target’s API has changed, or the recipe does not fit it'],
    remedies: ['Compare the recipe with the API’s documentation; try the request by hand.'],
  },
  {
    id: 'R10',
    title: 'The run was ended from outside',
    matches: (symptom) => symptom.error.startsWith('Execution.'),
    causes: ['somebody stopped the execution, or it ran out of its own time'],
    remedies: ['Find in CloudTrail who called StopExecution. If nobody wanted it, start again.'],
  },
  {
    id: 'R11',
    title: 'Recovery was given up',
    matches: (symptom) => symptom.error === 'Rekey.RecoveryGivenUp',
    causes: [
      'the target could not be reached, or refused what recovery needed, for six hours after a rotation had failed',
    ],
    remedies: [
      'Make the target answer again: its status, the way from the functions’ network, the admin credential.',
      'Start recovery by hand with the command below. It asks which credential works, and settles the versions by that.',
      'If users of the secret are locked out meanwhile, try at the target which of the versions below works, and move AWSCURRENT there.',
    ],
  },
  {
    id: 'R12',
    title: 'Nobody made the credential that only a person can make',
    matches: ({ state, error }) => state === 'AskPerson' && error === 'States.Timeout',
    causes: ['the request was not seen, or the window is too short for whoever has to act'],
    remedies: [
      'Subscribe those who can make it to the notice topic; give them a longer window (tag rekey:window, up to 24h).',
      'Start it by hand when somebody has time for it. The old credential is in use and works meanwhile.',
    ],
  },
  {
    id: 'R13',
    title: 'A person declined to make the credential',
    matches: ({ error }) => error === 'Rekey.Declined',
    causes: ['what the person wrote'],
    remedies: ['Start it by hand when it can be done. The old credential stays in use.'],
  },
];
