/** What the user chose, for the files. */
export interface InitValues {
  readonly project: string
  readonly provider: string
  readonly seed: string
}
