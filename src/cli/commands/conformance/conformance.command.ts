import { SERVICE_NAMES } from '../../../core/service-name.js'
import { defineCommand } from '../../define-command.js'
import { parseUrl } from '../../parse-url.js'

export const conformanceCommand = defineCommand({
  name: 'conformance',
  group: 'Services and events',
  summary: 'Run the contract tests against a bundled or custom service',
  description:
    'Calls every operation of a service over HTTP and reports whether the implementation conforms to the contract. It tests the service of the running stack, or with --url any other implementation, in any language. A failed check has its last request as a curl command. The tests create families of their own and delete them at the end. Exits with 4 if a check fails.',
  arguments: {
    service: {
      type: 'choice',
      description: 'the service whose contract is tested',
      choices: SERVICE_NAMES,
      reason: 'There is no contract for services with names of their own.',
    },
  },
  flags: {
    url: {
      type: 'string',
      value: 'url',
      description: 'base URL of the implementation, without /v1',
      parse: parseUrl,
      defaultText: 'the running service',
    },
    only: {
      type: 'string',
      value: 'operation',
      description: 'check only this operation, such as createTodo',
      suggestionsByArgument: async () =>
        (await import('../../../conformance/list-operation-names.js')).listOperationNames(),
      repeatable: true,
    },
    watch: {
      type: 'boolean',
      description: 'run again when a file of the service changes, until Ctrl-C',
    },
    junit: {
      type: 'string',
      value: 'file',
      path: 'file',
      description: 'also write the results to this file as JUnit XML',
    },
    identity: {
      type: 'string',
      value: 'url',
      description: 'identity service that issues the access tokens',
      parse: parseUrl,
      defaultText: 'the running service',
    },
  },
  examples: [
    ['conformance todo', 'test the todo service of the running stack'],
    ['conformance todo --url http://127.0.0.1:5002 --json', 'test your own service'],
    ['conformance todo --only createTodo --only listTodos', 'check two operations'],
    ['conformance todo --only createTodo --watch', 'run again on every change of your service'],
    ['conformance todo --junit conformance.xml', 'results for CI'],
  ],
})
