/** What one check of `doctor` found. */
export interface Finding {
  /** Stable, for scripts: `node`, `glibc`, `docker`, … */
  readonly check: string
  /** `warning`: works, with something to know; `problem`: something will not work until it is fixed. */
  readonly status: 'ok' | 'warning' | 'problem'
  readonly message: string
  /** The command to run, or what to change. */
  readonly fix?: string
}
