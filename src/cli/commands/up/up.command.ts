import { PROVIDER_NAMES } from '../../../config/resolved-config.js'
import { ADDON_NAMES } from '../../../core/addon-name.js'
import { COMPONENT_NAMES } from '../../../core/component-name.js'
import type { CommandContext, CommandDefinition } from '../../command.js'
import { collectComponentNames } from '../../parse-component-name.js'
import type { CreateStackOptions } from '../../../project/stack/create-stack-options.js'
import { toStackOptions } from '../../to-stack-options.js'
import { parseSeconds } from '../../parse-seconds.js'
import type { UpHints } from './render-up-summary.js'

const PULL_POLICIES = ['always', 'missing', 'never'] as const

export const upCommand: CommandDefinition = {
  name: 'up',
  description:
    'Starts the engines, applies the migrations, loads a dataset if requested, starts the services and the gateway, and returns when everything is ready. The stack keeps running in the background. Idempotent.',
  options: [
    {
      flags: '--provider <name>',
      description: 'how to run the engines (default: auto)',
      choices: PROVIDER_NAMES,
    },
    { flags: '--seed [profile]', description: 'load this dataset (default: demo)' },
    { flags: '--with <name...>', description: 'start these add-ons', choices: ADDON_NAMES },
    { flags: '--no-services', description: 'start and migrate the engines only' },
    {
      flags: '--timeout <seconds>',
      description: 'overall timeout (default: 120)',
      parse: parseSeconds('--timeout'),
    },
    {
      flags: '--wait-for <name>',
      description: 'also wait until this component is ready, for example your own service (repeatable)',
      parse: collectComponentNames,
    },
    {
      flags: '--pull <policy>',
      description: 'image pull policy of the Docker provider (default: missing)',
      choices: PULL_POLICIES,
    },
  ],
  examples: [
    ['up --seed demo', 'start everything and load the demo dataset'],
    ['up --provider embedded', 'start without Docker'],
    ['up --no-services', 'start and migrate the databases only'],
    ['up --wait-for identity', 'also wait for your own identity service'],
    ['up --project second --json', 'start a second stack, result as JSON'],
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
    const { status } = stack
    const hints: UpHints | undefined =
      globals.quiet || output.json
        ? undefined
        : { profiles: flags.seed === undefined ? await listSeeded({ globals, output }) : [flags.seed] }
    output.printResult(status, (style) => renderUpSummary(stack, hints, style))
  },
}

/** For the summary, which `--json` does not have. */
async function listSeeded({
  globals,
  output,
}: Pick<CommandContext, 'globals' | 'output'>): Promise<readonly string[]> {
  if (output.json) return []
  return (await import('./list-seeded-profiles.js')).listSeededProfiles(globals)
}

async function waitForRequested(
  requested: unknown,
  { globals, signal, output }: Pick<CommandContext, 'globals' | 'signal' | 'output'>,
  timeoutMs: number = 120_000,
): Promise<void> {
  if (!Array.isArray(requested)) return
  const { resolveConfig } = await import('../../../config/resolve-config.js')
  const { waitForComponents } = await import('../../../project/components/wait-for-components.js')
  const names = COMPONENT_NAMES.filter((name) => requested.includes(name))
  await waitForComponents(await resolveConfig(globals), names, { timeoutMs, signal, reporter: output })
}

type UpFlags = Omit<CreateStackOptions, 'seed'> & { readonly seed?: string }

function parseUpFlags({
  provider,
  seed,
  with: addons,
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
    ...(Array.isArray(addons) ? { addons: addons.map(String) } : {}),
    ...(typeof profile === 'string' ? { seed: profile } : {}),
    ...(typeof timeout === 'number' ? { timeoutMs: timeout * 1000 } : {}),
    services: services === false ? 'none' : 'background',
  }
}
