import type { CommandInput } from '../../command-handler.js'
import { renderUpSummary } from './render-up-summary.js'
import type { upCommand } from './up.command.js'

export async function run({ context, flags }: CommandInput<typeof upCommand>): Promise<void> {
  const { output, globals, signal } = context
  const { provider, with: addons, seed, services, timeout, pull, waitFor, allowUnknownMigrations } = flags
  const project = await context.project({
    ...(provider === undefined ? {} : { provider }),
    ...(addons.length === 0 ? {} : { addons }),
  })
  const report = await project.up({
    services: services ? 'background' : 'none',
    supervise: true,
    pull,
    allowUnknownMigrations,
    waitFor: [...new Set([...(services ? project.ownServices : []), ...waitFor])],
    ...(seed === undefined ? {} : { seed }),
    ...(timeout === undefined ? {} : { timeoutMs: timeout * 1000 }),
    signal,
    reporter: output,
  })
  // The hints are not part of the JSON document.
  const hints =
    globals.quiet || output.json
      ? undefined
      : { profiles: seed === undefined ? await project.listSeededProfiles() : [seed] }
  output.printResult(report.status, (style) => renderUpSummary(report, hints, style))
}
