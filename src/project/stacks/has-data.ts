import { existsSync } from 'node:fs'
import { STORE_NAMES } from '../../core/store-name.js'
import { getEnginePaths } from '../../providers/embedded/engine-paths.js'

/** Whether a project has data. `provider` is the recorded one, which `down --volumes` removes. */
export function hasData({
  home,
  provider,
}: {
  readonly home: string
  readonly provider: string | null
}): boolean {
  if (!existsSync(home)) return false
  return (
    provider !== null || STORE_NAMES.some((store) => existsSync(getEnginePaths(store, home).dataDirectory))
  )
}
