import type { Command } from '../command.js'
import { parseSeconds } from '../parse-seconds.js'

export const upCommand: Command = {
  name: 'up',
  summary: 'bring the whole stack up and leave it running',
  description:
    'Starts the three engines, runs the migrations, seeds if asked, starts the services and the gateway, and returns when all of them answer. Run again it changes nothing.',
  options: [
    {
      flags: '--provider <name>',
      description: 'how the engines run (default: auto)',
      choices: ['auto', 'docker', 'embedded', 'external'],
    },
    { flags: '--seed [profile]', description: 'seed this profile (default: demo)' },
    { flags: '--with <name...>', description: 'optional parts', choices: ['cache', 'pooling'] },
    { flags: '--no-services', description: 'only the engines, migrated' },
    {
      flags: '--timeout <seconds>',
      description: 'how long all of it may take (default: 120)',
      parse: parseSeconds('--timeout'),
    },
    {
      flags: '--pull <policy>',
      description: 'images of the Docker provider (default: missing)',
      choices: ['always', 'missing', 'never'],
    },
  ],
  examples: [
    ['up --seed demo', 'everything, with the demo world'],
    ['up --provider embedded', 'without Docker'],
    ['up --no-services', 'only the databases, migrated'],
    ['up --project second --json', 'a second stack beside the first, answered as JSON'],
  ],
  async run({ output, globals, signal }, _args, options) {
    const { resolveConfig } = await import('../../config/resolve-config.js')
    const { bringUp } = await import('../../stack/up/bring-up.js')
    const given = upFlags(options)
    const config = await resolveConfig({ ...globals, ...given.config })
    const report = await bringUp(config, { ...given.up, signal, story: output })
    const { upSummary } = await import('../up-summary.js')
    output.answer(report.status, (style) => upSummary(report, given.up.seed, style))
  },
}

interface UpFlags {
  readonly config: { readonly provider?: string; readonly with?: readonly string[] }
  readonly up: { readonly seed?: string; readonly services: boolean; readonly timeoutMs: number }
}

function upFlags(options: Readonly<Record<string, unknown>>): UpFlags {
  const { provider, seed, with: parts, services, timeout } = options
  const profile = seed === true ? 'demo' : seed
  return {
    config: {
      ...(typeof provider === 'string' ? { provider } : {}),
      ...(Array.isArray(parts) ? { with: parts.map(String) } : {}),
    },
    up: {
      ...(typeof profile === 'string' ? { seed: profile } : {}),
      services: services !== false,
      timeoutMs: typeof timeout === 'number' ? timeout * 1000 : 120_000,
    },
  }
}
