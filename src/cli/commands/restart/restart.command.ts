import { ADDON_NAMES } from '../../../core/addon-name.js'
import { COMPONENT_NAMES } from '../../../core/component-name.js'
import { defineCommand } from '../../define-command.js'

export const restartCommand = defineCommand({
  name: 'restart',
  group: 'Stack',
  summary: 'Restart the stack or some of its components',
  description:
    'Stops the given components, or all, starts them again on the same ports with their data, and returns when they are ready. The gateway and the services share one process and are restarted together. External engines and services at a URL of yours are not restarted. Exits with 1 if a component does not become ready.',
  arguments: {
    name: {
      type: 'string',
      description: 'restart only these components',
      suggestions: [...COMPONENT_NAMES, 'services', ...ADDON_NAMES],
      names: 'services',
      optional: true,
      variadic: true,
    },
  },
  flags: {
    timeout: { type: 'seconds', value: 'seconds', description: 'overall timeout', default: 120 },
  },
  examples: [
    ['restart', 'restart all engines, add-ons and services'],
    ['restart postgres', 'restart one engine; the services reconnect'],
    ['restart services --json', 'restart the gateway and the services, result as JSON'],
  ],
})
