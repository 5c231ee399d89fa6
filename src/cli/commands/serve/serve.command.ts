import { defineCommand } from '../../define-command.js'
import { PROVIDER_FLAG } from '../../shared-flags.js'

export const serveCommand = defineCommand({
  name: 'serve',
  group: 'Services and events',
  summary: 'Run the services and the gateway in the foreground',
  description:
    'Runs the services and the gateway in this process until Ctrl-C and writes their log to stderr. Engines that are not running are started first and stopped at the end. Services that run in the background are stopped first and stay stopped at the end; homemanager up starts them again.',
  flags: { provider: PROVIDER_FLAG },
  examples: [
    ['serve', 'run until Ctrl-C'],
    ['serve --json', 'print one JSON document when everything is ready; the log goes to stderr'],
  ],
})
