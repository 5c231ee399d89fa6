import { SERVICE_NAMES } from '../../../core/service-name.js'
import { defineCommand } from '../../define-command.js'
import { parseUrl } from '../../parse-url.js'
import { parseTortureTime } from './parse-torture-time.js'

export const tortureCommand = defineCommand({
  name: 'torture',
  group: 'Services and events',
  showsUserText: true,
  summary: 'Search a service for lost writes and other errors under load and crashes',
  description:
    'Sends seeded traffic to the service of the running stack, or with --url to another one. A proxy in between delays requests, closes connections and sends requests twice; in a running local stack, the service and the engine of its store are killed and restarted, events are delivered again, and tokens of other times are used. What the service returns is compared with what it has acknowledged, with its contract, and at the end with the invariants of verify. The first failure ends the run: it is shrunk to as few requests as possible, which are printed as a script. The accounts of the test are deleted at the end. Exits with 4 if a check fails.',
  arguments: {
    service: {
      type: 'choice',
      description: 'the service to search',
      choices: SERVICE_NAMES,
      reason: 'There is no contract for services with names of their own.',
    },
  },
  flags: {
    seed: {
      type: 'integer',
      value: 'number',
      min: 0,
      max: 2_000_000_000,
      description: 'begin with this episode; the same seed sends the same traffic',
      defaultText: 'random',
    },
    for: {
      type: 'string',
      value: 'duration',
      description: 'how long, such as 30s or 5m; at most 10m',
      parse: parseTortureTime,
      default: 60_000,
      defaultText: '60s',
    },
    kills: { type: 'boolean', default: true, description: 'do not kill the service and the engine' },
    script: {
      type: 'string',
      value: 'file',
      path: 'file',
      description: 'write the requests of a failure to this file, as a script for a POSIX shell',
    },
    url: {
      type: 'string',
      value: 'url',
      description: 'base URL of the implementation, without /v1; nothing is killed',
      parse: parseUrl,
      defaultText: 'the running service',
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
    ['torture todo', 'search the todo service of the running stack for 60 seconds'],
    ['torture budget --seed 42 --for 5m --json', 'repeat a run, longer, with the result as JSON'],
    ['torture identity --no-kills', 'search the identity service without killing it'],
    ['torture todo --url http://127.0.0.1:5002 --script failure.sh', 'your own service; write a script'],
  ],
})
