import { runProgram } from './run-program.js'

/** What DynamoDB Local was compiled for. */
export const MIN_JAVA_VERSION = 17

/** The major version of the `java` on PATH; `undefined` where there is none that runs. */
export async function getJavaVersion(): Promise<number | undefined> {
  const { ok, output } = await runProgram('java', ['-version'])
  const [, first, second] = /version "(\d+)(?:\.(\d+))?/.exec(output) ?? []
  if (!ok || first === undefined) return undefined
  // Up to 8 it called itself 1.8.
  return first === '1' ? Number(second) : Number(first)
}
