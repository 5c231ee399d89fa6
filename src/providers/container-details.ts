/** How a container is, as `status` shows it. */
export interface ContainerDetails {
  /** Name of the container. */
  readonly name: string
  readonly id: string
  readonly image: string
  readonly running: boolean
  /** What Docker's own health check found: `starting`, `healthy`, `unhealthy`; null without one. */
  readonly health: string | null
  /** ISO 8601; null while it does not run. */
  readonly startedAt: string | null
  readonly uptimeSeconds: number | null
  /** What it uses, without the page cache; null while it does not run. */
  readonly memoryBytes: number | null
}
