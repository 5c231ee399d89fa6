import type { ResolvedConfig } from '../../config/resolved-config.js'
import { checkDocker } from './check-docker.js'
import { checkEngines } from './check-engines.js'
import { checkDirectory } from './check-directory.js'
import { checkExternalServers } from './check-external-servers.js'
import { checkPorts } from './check-ports.js'
import { checkNode } from './check-node.js'
import type { Finding } from '../../core/finding.js'
import { toOrphanFindings, type OrphanedResources, findOrphanedResources } from './orphaned-resources.js'

export interface Diagnosis {
  readonly findings: readonly Finding[]
  readonly orphans: OrphanedResources
}

/** Checks everything that a stack depends on. Read-only. */
export async function diagnose(config: ResolvedConfig): Promise<Diagnosis> {
  const [docker, engines, ports, orphans, servers] = await Promise.all([
    checkDocker(config.provider === 'docker'),
    checkEngines(),
    checkPorts(config),
    findOrphanedResources(),
    checkExternalServers(config),
  ])
  const findings = [
    checkNode(process.versions.node),
    docker,
    ...engines,
    ...ports,
    ...servers,
    ...checkDirectory(config),
    ...toOrphanFindings(orphans),
  ]
  return { findings, orphans }
}
