/** State of a container, as shown by `status`. */
export interface ContainerDetails {
  /** For example `home-postgres-1`. */
  readonly name: string
  readonly id: string
  readonly image: string
  readonly running: boolean
  /** Result of Docker's health check: `starting`, `healthy` or `unhealthy`; null without a health check. */
  readonly health: string | null
  /** ISO 8601; null if the container is not running. */
  readonly startedAt: string | null
  readonly uptimeSeconds: number | null
  /** Memory in use, without the page cache; null if the container is not running. */
  readonly memoryBytes: number | null
  /** How often the daemon has restarted it because it failed. */
  readonly restartCount: number
}
