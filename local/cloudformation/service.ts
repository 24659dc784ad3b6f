// CloudFormation: stacks of resources that are made, changed and taken away together. Query protocol.
import type { Environment, Service, Wire } from '../service.ts';
import { createCreateChangeSet } from './actions/create-change-set.ts';
import { createCreateStack } from './actions/create-stack.ts';
import { createDeleteChangeSet } from './actions/delete-change-set.ts';
import { createDeleteStack } from './actions/delete-stack.ts';
import { createDescribeChangeSet } from './actions/describe-change-set.ts';
import { createDescribeStackEvents } from './actions/describe-stack-events.ts';
import { createDescribeStackResource } from './actions/describe-stack-resource.ts';
import { createDescribeStackResources } from './actions/describe-stack-resources.ts';
import { createDescribeStacks } from './actions/describe-stacks.ts';
import { createExecuteChangeSet } from './actions/execute-change-set.ts';
import { createGetTemplate } from './actions/get-template.ts';
import { createGetTemplateSummary } from './actions/get-template-summary.ts';
import { createListChangeSets } from './actions/list-change-sets.ts';
import { createListExports } from './actions/list-exports.ts';
import { createListImports } from './actions/list-imports.ts';
import { createListStackResources } from './actions/list-stack-resources.ts';
import { createListStacks } from './actions/list-stacks.ts';
import { createUpdateStack } from './actions/update-stack.ts';
import { createUpdateTerminationProtection } from './actions/update-termination-protection.ts';
import { createValidateTemplate } from './actions/validate-template.ts';
import type { Engine } from './engine/engine.ts';
import type { FindProvider } from './engine/provider.ts';
import { createRunner } from './engine/run.ts';
import type { Parts } from './parts.ts';
import { findResourceProvider } from './resources/table.ts';
import { createCloudFormationStore } from './store.ts';

const wire: Wire = {
  signingName: 'cloudformation',
  protocols: ['awsQuery'],
  xmlNamespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
  schemas: async () => await import('@aws-sdk/client-cloudformation'),
};

/** @param findProvider the resource types; a test may give its own */
export function createCloudFormation(
  environment: Environment,
  findProvider: FindProvider = findResourceProvider,
): Service {
  const { store: database, masterKey, random } = environment;
  const store = createCloudFormationStore(database, masterKey, random);
  const engine: Engine = { environment, store, findProvider };
  const runner = createRunner(engine);
  const parts: Parts = { engine, runner };
  return {
    wire,
    actions: {
      CreateChangeSet: createCreateChangeSet(parts),
      CreateStack: createCreateStack(parts),
      DeleteChangeSet: createDeleteChangeSet(parts),
      DeleteStack: createDeleteStack(parts),
      DescribeChangeSet: createDescribeChangeSet(parts),
      DescribeStackEvents: createDescribeStackEvents(parts),
      DescribeStackResource: createDescribeStackResource(parts),
      DescribeStackResources: createDescribeStackResources(parts),
      DescribeStacks: createDescribeStacks(parts),
      ExecuteChangeSet: createExecuteChangeSet(parts),
      GetTemplate: createGetTemplate(parts),
      GetTemplateSummary: createGetTemplateSummary(parts),
      ListChangeSets: createListChangeSets(parts),
      ListExports: createListExports(parts),
      ListImports: createListImports(parts),
      ListStackResources: createListStackResources(parts),
      ListStacks: createListStacks(parts),
      UpdateStack: createUpdateStack(parts),
      UpdateTerminationProtection: createUpdateTerminationProtection(parts),
      ValidateTemplate: createValidateTemplate(parts),
    },
    start: () => {
      for (const { document } of store.stacks.list()) runner.start(document);
    },
    stop: async () => {
      await runner.stop();
    },
  };
}
