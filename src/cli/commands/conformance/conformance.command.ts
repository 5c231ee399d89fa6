import { SERVICE_NAMES } from '../../../core/service-name.js'
import type { CommandDefinition } from '../../command.js'

export const conformanceCommand: CommandDefinition = {
  name: 'conformance',
  description:
    'Calls every operation of a service over HTTP and reports whether the implementation conforms to the contract. It tests the service of the running stack, or with --url any other implementation, in any language. The tests create families of their own and delete them at the end. Exits with 4 if a check fails.',
  arguments: [
    { name: '<service>', description: 'the service whose contract is tested', choices: SERVICE_NAMES },
  ],
  options: [
    {
      flags: '--url <url>',
      description: 'base URL of the implementation, without /v1 (default: the running service)',
    },
    {
      flags: '--identity <url>',
      description: 'identity service that issues the access tokens (default: the running service)',
    },
  ],
  examples: [
    ['conformance todo', 'test the todo service of the running stack'],
    ['conformance todo --url http://127.0.0.1:5002 --json', 'test your own service'],
  ],
  async run(context, [service], options) {
    return (await import('./check-service.js')).checkService(context, service, options)
  },
}
