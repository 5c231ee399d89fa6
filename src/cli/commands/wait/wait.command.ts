import { COMPONENT_NAMES } from '../../../core/component-name.js'
import { defineCommand } from '../../define-command.js'

export const waitCommand = defineCommand({
  name: 'wait',
  group: 'Stack',
  summary: 'Wait until the stack or one component is ready',
  description:
    'Waits until every component is ready, or the given one. The stack does not have to be started yet. Exits with 6 on timeout.',
  arguments: {
    name: {
      type: 'string',
      description: 'limit to this component; also a custom service',
      suggestions: COMPONENT_NAMES,
      names: 'services',
      optional: true,
    },
  },
  flags: {
    timeout: { type: 'seconds', value: 'seconds', description: 'maximum time to wait', default: 60 },
  },
  examples: [
    ['wait', 'wait for all components'],
    ['wait gateway --timeout 30', 'wait up to 30 seconds for the gateway'],
  ],
})
