import { SERVICE_NAMES } from '../../../core/service-name.js'
import type { Command } from '../../command.js'

/** The contract tests of a service against any implementation of it. */
export const conformanceCommand: Command = {
  name: 'conformance',
  summary: 'hold a service, bundled or yours, against its contract',
  description:
    'Calls every operation of a service as its users do, and reports for each whether the implementation keeps the contract: the one that the stack runs, or any other, in any language, at --url. It makes families of its own and deletes them again. Ends with 4 when a promise is not kept.',
  arguments: [{ name: '<service>', description: 'which contract', choices: SERVICE_NAMES }],
  options: [
    { flags: '--url <url>', description: 'the implementation, without /v1 (default: the running one)' },
    {
      flags: '--identity <url>',
      description: 'the identity service whose tokens it takes (default: the running one)',
    },
  ],
  examples: [
    ['conformance todo', 'the todo service of the running stack'],
    ['conformance todo --url http://127.0.0.1:5002 --json', 'your own'],
  ],
  async run(context, [service], options) {
    return (await import('./check-service.js')).checkService(context, service, options)
  },
}
