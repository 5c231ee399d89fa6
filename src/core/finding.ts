/** The result of one check of `doctor`. */
export interface Finding {
  /** Stable, for scripts: `node`, `glibc`, `docker`, … */
  readonly check: string
  /** `warning`: works with a limitation; `problem`: must be fixed before it works. */
  readonly status: 'ok' | 'warning' | 'problem'
  readonly message: string
  /** How to fix it: a command to run or a setting to change. */
  readonly fix?: string
}
