/** The command-line client of a store, connected to it. */
export interface ShellProgram {
  readonly command: string
  readonly args: readonly string[]
  /** Added to this process's environment. */
  readonly env: Readonly<Record<string, string>>
  /** The suggestion of the error if the program is not installed. */
  readonly missingSuggestion: string
}
