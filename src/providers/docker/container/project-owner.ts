import { existsSync } from 'node:fs'
import type { ResolvedConfig } from '../../../config/resolved-config.js'
import { HomeError } from '../../../core/home-error.js'
import { getFileIdentity } from '../../file-identity.js'
import { findRenamedDirectory } from '../../find-moved-directory.js'
import { LABELS } from '../compose/compose-labels.js'
import { DOCKER_ERRORS } from '../daemon/docker-errors.js'

type Labels = Readonly<Record<string, string>> | null | undefined

/** The directory of another project that owns a resource, if any. Resources that Compose created have no owner. */
export function findOtherOwner(labels: Labels, config: ResolvedConfig): string | undefined {
  const { [LABELS.root]: root, [LABELS.directory]: directory } = labels ?? {}
  if (root === undefined || root === config.root) return undefined
  if (existsSync(root)) return root
  // This project, renamed or moved; or another one that was renamed.
  const isOther = directory !== undefined && directory !== getFileIdentity(config.root)
  return isOther ? findRenamedDirectory(root, directory) : undefined
}

/**
 * Throws `PROJECT_NAME_CONFLICT` if the resource belongs to a project with the same name in another directory. They would
 * share the data, and delete it for each other.
 */
export function assertOwned(labels: Labels, config: ResolvedConfig): void {
  const root = findOtherOwner(labels, config)
  if (root === undefined) return
  throw new HomeError(DOCKER_ERRORS.PROJECT_NAME_CONFLICT, {
    message: `The containers and volumes of project ${config.project} belong to the directory ${root}.`,
    suggestion: 'Run homemanager down in that directory, or choose a different name with --project.',
  })
}
