/** Options of `fork`, `forkHandle` and `forkStack`. */
export interface ForkOptions {
  /** Also starts the services and a gateway on the copy, in this process and on free ports. Default: false. */
  readonly services?: boolean
}
