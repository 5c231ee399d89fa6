import { PROVIDER_NAMES } from '../../../config/resolved-config.js'
import { COMPONENT_NAMES } from '../../../core/component-name.js'
import type { Command, CommandContext } from '../../command.js'
import { collectComponentNames } from '../../parse-component-name.js'
import type { CreateStackOptions } from '../../../project/stack/create-stack-options.js'
import { toStackOptions } from '../../to-stack-options.js'
import { parseSeconds } from '../../parse-seconds.js'

const PULL_POLICIES = ['always', 'missing', 'never'] as const

export const upCommand: Command = {
  name: 'up',
  summary: 'bring the whole stack up and leave it running',
  description:
    'Starts the three engines, runs the migrations, seeds if asked, starts the services and the gateway, and returns when all of them answer. Run again it changes nothing.',
  options: [
    {
      flags: '--provider <name>',
      description: 'how the engines run (default: auto)',
      choices: PROVIDER_NAMES,
    },
    { flags: '--seed [profile]', description: 'seed this profile (default: demo)' },
    { flags: '--with <name...>', description: 'optional parts', choices: ['redis', 'pgbouncer'] },
    { flags: '--no-services', description: 'only the engines, migrated' },
    {
      flags: '--timeout <seconds>',
      description: 'how long all of it may take (default: 120)',
      parse: parseSeconds('--timeout'),
    },
    {
      flags: '--wait-for <part>',
      description: 'also wait until this part answers, such as a service of your own (repeatable)',
      parse: collectComponentNames,
    },
    {
      flags: '--pull <policy>',
      description: 'images of the Docker provider (default: missing)',
      choices: PULL_POLICIES,
    },
  ],
  examples: [
    ['up --seed demo', 'everything, with the demo world'],
    ['up --provider embedded', 'without Docker'],
    ['up --no-services', 'only the databases, migrated'],
    ['up --wait-for identity', 'until your own identity service answers too'],
    ['up --project second --json', 'a second stack beside the first, answered as JSON'],
  ],
  async run({ output, globals, signal }, _args, options) {
    const { createStack } = await import('../../../project/stack/create-stack.js')
    const flags = parseUpFlags(options)
    const stack = await createStack({
      ...toStackOptions(globals),
      ...flags,
      lazy: true,
      signal,
      reporter: output,
    })
    await waitForRequested(options['waitFor'], { globals, signal, output }, flags.timeoutMs)
    const { renderUpSummary } = await import('./render-up-summary.js')
    output.printResult(stack.status, (style) => renderUpSummary(stack, flags.seed, style))
  },
}

async function waitForRequested(
  parts: unknown,
  { globals, signal, output }: Pick<CommandContext, 'globals' | 'signal' | 'output'>,
  timeoutMs: number = 120_000,
): Promise<void> {
  if (!Array.isArray(parts)) return
  const { resolveConfig } = await import('../../../config/resolve-config.js')
  const { waitForComponents } = await import('../../../project/components/wait-for-components.js')
  const names = COMPONENT_NAMES.filter((name) => parts.includes(name))
  await waitForComponents(await resolveConfig(globals), names, { timeoutMs, signal, reporter: output })
}

type UpFlags = Omit<CreateStackOptions, 'seed'> & { readonly seed?: string }

function parseUpFlags({
  provider,
  seed,
  with: parts,
  services,
  timeout,
  pull,
}: Readonly<Record<string, unknown>>): UpFlags {
  const policy = PULL_POLICIES.find((name) => name === pull)
  const chosen = PROVIDER_NAMES.find((name) => name === provider)
  const profile = seed === true ? 'demo' : seed
  return {
    ...(chosen === undefined ? {} : { provider: chosen }),
    ...(policy === undefined ? {} : { pull: policy }),
    ...(Array.isArray(parts) ? { addons: parts.map(String) } : {}),
    ...(typeof profile === 'string' ? { seed: profile } : {}),
    ...(typeof timeout === 'number' ? { timeoutMs: timeout * 1000 } : {}),
    services: services === false ? 'none' : 'background',
  }
}
