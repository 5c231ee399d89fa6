import type { ConfigFlags } from '../../../config/resolve-config.js'
import { PROVIDER_NAMES } from '../../../config/resolved-config.js'
import { ADDON_NAMES } from '../../../core/addon-name.js'
import { COMPONENT_NAMES } from '../../../core/component-name.js'
import type { CommandDefinition } from '../../command.js'
import { collectComponentNames } from '../../parse-component-name.js'
import type { Project } from '../../../project/project.js'
import type { UpOptions } from '../../../project/up/up-options.js'
import { parseSeconds } from '../../parse-seconds.js'
import type { UpHints } from './render-up-summary.js'

const PULL_POLICIES = ['always', 'missing', 'never'] as const

export const upCommand: CommandDefinition = {
  name: 'up',
  description:
    'Starts the engines, applies the migrations, loads a dataset if requested, starts the services and the gateway, and returns when everything is ready, your own services included. The stack keeps running in the background. Idempotent.',
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
      description:
        'also wait until this component is ready, for example your own service with --no-services (repeatable)',
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
    ['up --no-services --wait-for identity', 'start the databases and wait for your own service'],
    ['up --project second --json', 'start a second stack, result as JSON'],
  ],
  async run({ output, globals, project: openProject, signal }, _args, options) {
    const project = await openProject(parseSettings(options))
    const flags = parseUpFlags(options)
    const own = flags.services === 'none' ? [] : project.ownServices
    const waitFor = [...new Set([...own, ...(flags.waitFor ?? [])])]
    const report = await project.up({ ...flags, waitFor, signal, reporter: output })
    const { renderUpSummary } = await import('./render-up-summary.js')
    const hints: UpHints | undefined =
      globals.quiet || output.json
        ? undefined
        : { profiles: flags.seed === undefined ? await listSeeded(project) : [flags.seed] }
    output.printResult(report.status, (style) => renderUpSummary(report, hints, style))
  },
}

/** For the summary, which `--json` does not have. */
async function listSeeded(project: Project): Promise<readonly string[]> {
  return (await import('./list-seeded-profiles.js')).listSeededProfiles(project)
}

/** The flags that take precedence over settings of the project. */
function parseSettings({
  provider,
  with: addons,
}: Readonly<Record<string, unknown>>): Pick<ConfigFlags, 'provider' | 'addons'> {
  return {
    ...(typeof provider === 'string' ? { provider } : {}),
    ...(Array.isArray(addons) ? { addons: addons.map(String) } : {}),
  }
}

function parseUpFlags({
  seed,
  services,
  timeout,
  pull,
  waitFor,
}: Readonly<Record<string, unknown>>): Omit<UpOptions, 'signal' | 'reporter'> {
  const policy = PULL_POLICIES.find((name) => name === pull)
  const profile = seed === true ? 'demo' : seed
  return {
    ...(policy === undefined ? {} : { pull: policy }),
    ...(typeof profile === 'string' ? { seed: profile } : {}),
    ...(Array.isArray(waitFor) ? { waitFor: COMPONENT_NAMES.filter((name) => waitFor.includes(name)) } : {}),
    ...(typeof timeout === 'number' ? { timeoutMs: timeout * 1000 } : {}),
    services: services === false ? 'none' : 'background',
  }
}
