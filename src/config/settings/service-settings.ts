import { anyObject, array, integer, string } from '../../core/schema.js'
import type { ServiceName } from '../../core/service-name.js'
import { type Setting, setting, type Settings, type VariableName } from '../setting.js'
import { nonEmpty, url } from './value-schemas.js'

/** A program of the user that the stack runs in place of a bundled service. */
const COMMAND = {
  command: setting(
    nonEmpty(
      'Command of a custom service, for the shell, such as npm run dev. up starts it instead of the bundled service, and the gateway forwards requests to it. It must listen on the port in PORT.',
    ),
  ),
  cwd: setting(nonEmpty('Directory of the command, relative to this file. Default: that of this file.')),
  port: setting(
    integer({ minimum: 1, maximum: 65_535, description: 'Port of the command. Default: as in ports.' }),
  ),
  env: setting(
    anyObject({
      additionalProperties: { type: ['string', 'number', 'boolean'] },
      description: 'Environment variables of the command, besides those of homemanager env and PORT.',
    }),
  ),
  clock: setting(
    string({
      pattern: String.raw`^[+-]\d+(?:ms|s|m|h|d)$`,
      patternErrorMessage: 'must be an offset such as +90s or -10m',
      description:
        'Offset of the clock of the command, such as +90s or -10m, to test how the service handles a wrong clock. For programs on Node.js only.',
    }),
  ),
  ready: setting(
    string({
      pattern: '^/',
      patternErrorMessage: 'must be a path that starts with /',
      description: 'Path that responds with a status below 500 once the command is ready. Default: /healthz.',
    }),
  ),
  watch: setting(
    array(nonEmpty('A file, a directory or a pattern such as src/**.'), {
      description: 'Files relative to cwd. If one changes, the command is restarted.',
    }),
  ),
} satisfies Settings

/** The events that a service of the user gets from the stack. */
const SUBSCRIPTION = {
  subscribe: setting(
    array(
      string({
        pattern: String.raw`^(\*|[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)*(\.\*)?)$`,
        patternErrorMessage: 'must be a type of events, or a prefix with *, such as budget.expense.*',
        description: 'A type of events, or a prefix with *, such as budget.expense.*.',
      }),
      {
        minItems: 1,
        uniqueItems: true,
        description:
          'Events that are sent to the service: CloudEvents, with POST, signed with HOMEMANAGER_EVENTS_SECRET.',
      },
    ),
  ),
  receive: setting(
    string({
      pattern: '^/',
      patternErrorMessage: 'must be a path that starts with /',
      description: 'Path of the service to which the events of subscribe are sent. Default: /events.',
    }),
  ),
} satisfies Settings

export const SERVICES = {
  identity: { url: serviceUrl('HOMEMANAGER_IDENTITY_URL'), ...COMMAND, ...SUBSCRIPTION },
  todo: { url: serviceUrl('HOMEMANAGER_TODO_URL'), ...COMMAND, ...SUBSCRIPTION },
  budget: { url: serviceUrl('HOMEMANAGER_BUDGET_URL'), ...COMMAND, ...SUBSCRIPTION },
} satisfies Readonly<Record<ServiceName, Settings>>

/** A service of the user besides the three. */
export const OTHER_SERVICE = {
  url: setting(
    url(['http', 'https'], 'URL of the service. The gateway forwards the requests below its name to it.'),
  ),
  ...COMMAND,
  ...SUBSCRIPTION,
} satisfies Settings

function serviceUrl(variable: VariableName): Setting<string> {
  const description =
    'URL of a custom service. The gateway forwards requests to it, and the bundled service does not run.'
  return setting(url(['http', 'https'], description), variable)
}
