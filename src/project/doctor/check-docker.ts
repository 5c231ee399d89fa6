import { getDockerAvailability } from '../../providers/docker/daemon/docker-availability.js'
import type { Finding } from '../../core/finding.js'

/** Checks the Docker daemon. `required`: the Docker provider is configured, so there is no fallback to embedded. */
export async function checkDocker(required: boolean): Promise<Finding> {
  const { available, reason, summary } = await getDockerAvailability()
  if (available) return { check: 'docker', status: 'ok', message: reason }
  return {
    check: 'docker',
    status: required ? 'problem' : 'warning',
    // Without a configured Docker provider, the list of all addresses that were tried is of no use.
    message: required ? reason : toSentence(summary),
    fix: required
      ? 'Start the Docker daemon, or set provider: embedded in homemanager.yaml.'
      : 'No action required: the embedded engines do not need Docker.',
  }
}

function toSentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}
