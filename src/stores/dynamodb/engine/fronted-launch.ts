import { getPackagePath } from '../../../core/package-path.js'
import type { EngineLaunch } from '../../../providers/embedded/embedded-recipe.js'
import type { StartRequest } from '../../../providers/provider.js'
import { toEmbeddedEndpoint } from './local-endpoint.js'

/**
 * Node options that keep the front small: it holds no data, and its work is done by the network code of Node.js.
 */
const MEMORY_OPTIONS = ['--max-semi-space-size=1', '--max-old-space-size=32', '--v8-pool-size=1']

/** Starts an engine behind `dynamodb-front.ts`. `{host}` and `{port}` in the arguments stand for the engine's address. */
export function toFrontedLaunch({ config, port }: StartRequest, launch: EngineLaunch): EngineLaunch {
  const { accessKeyId } = toEmbeddedEndpoint(config, port)
  // Always the compiled file, also when this module runs from the sources, as in tests.
  const program = getPackagePath('dist/bundle/dynamodb-front.cjs')
  return {
    ...launch,
    command: process.execPath,
    args: [...MEMORY_OPTIONS, program, String(port), launch.command, ...launch.args],
    env: { ...launch.env, HOMEMANAGER_DYNAMODB_ACCESS_KEY_ID: accessKeyId },
  }
}
