import type { ResolvedConfig } from '../../config/resolved-config.js'
import { checkDocker } from './check-docker.js'
import { checkEngines } from './check-engines.js'
import { checkFolder } from './check-folder.js'
import { checkPorts } from './check-ports.js'
import { checkRuntime } from './check-runtime.js'
import type { Finding } from './finding.js'
import { leftoverFindings, type Leftovers, lookForLeftovers } from './leftovers.js'

export interface Diagnosis {
  readonly findings: readonly Finding[]
  readonly leftovers: Leftovers
}

/** Looks at everything that a stack depends on. Changes nothing. */
export async function diagnose(config: ResolvedConfig): Promise<Diagnosis> {
  const [docker, engines, ports, leftovers] = await Promise.all([
    checkDocker(config.provider === 'docker'),
    checkEngines(),
    checkPorts(config),
    lookForLeftovers(),
  ])
  const findings = [
    ...checkRuntime(),
    docker,
    ...engines,
    ...ports,
    ...checkFolder(config),
    ...leftoverFindings(leftovers),
  ]
  return { findings, leftovers }
}
