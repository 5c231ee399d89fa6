import { runProgram } from '../../../providers/embedded/run-program.js'

/** The version that DynamoDB Local is compiled for. */
export const MIN_JAVA_VERSION = 17

/** The major version of the `java` on PATH; `undefined` if it is missing or fails to run. */
export async function getJavaVersion(): Promise<number | undefined> {
  const { ok, output } = await runProgram('java', ['-version'])
  const [, first, second] = /version "(\d+)(?:\.(\d+))?/.exec(output) ?? []
  if (!ok || first === undefined) return undefined
  // Java 8 and older report 1.x.
  return first === '1' ? Number(second) : Number(first)
}
