import { getDockerAvailability } from '../../providers/docker/daemon/docker-availability.js'
import type { Finding } from './finding.js'

/** Docker is one of the ways to run engines; without it the embedded ones serve. */
export async function checkDocker(wanted: boolean): Promise<Finding> {
  const { available, reason, summary } = await getDockerAvailability()
  if (available) return { check: 'docker', status: 'ok', message: reason }
  return {
    check: 'docker',
    status: wanted ? 'problem' : 'warning',
    message: wanted ? reason : summary,
    fix: wanted
      ? 'Start the Docker engine, or choose provider: embedded in homemanager.yaml.'
      : 'Nothing to do: the embedded engines need no Docker.',
  }
}
