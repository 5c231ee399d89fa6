/** How a command has ended. */
export type CommandExit = { readonly exitCode: number } | { readonly signal: string }

/** For example `with exit code 3`, to follow `ended`. */
export function describeCommandExit(exit: CommandExit): string {
  return 'signal' in exit ? `by signal ${exit.signal}` : `with exit code ${exit.exitCode}`
}
