import { existsSync } from 'node:fs'
import type { ResolvedConfig } from '../../../config/resolved-config.js'
import { HomeError } from '../../../core/home-error.js'
import { LABELS } from '../compose/compose-labels.js'
import { DOCKER_ERRORS } from '../daemon/docker-errors.js'

type Labels = Readonly<Record<string, string>> | null | undefined

/** The other folder that things of the same project name belong to, if there is one. What Compose made is nobody's. */
export function findOtherOwner(labels: Labels, config: ResolvedConfig): string | undefined {
  const root = labels?.[LABELS.root]
  return root === undefined || root === config.root || !existsSync(root) ? undefined : root
}

/** Two folders with projects of one name would share, and delete, each other's data. Throws `PROJECT_NAME_CONFLICT`. */
export function assertOwned(labels: Labels, config: ResolvedConfig): void {
  const root = findOtherOwner(labels, config)
  if (root === undefined) return
  throw new HomeError(DOCKER_ERRORS.PROJECT_NAME_CONFLICT, {
    message: `The containers and volumes of project ${config.project} belong to the folder ${root}.`,
    suggestion: 'Run homemanager down there, or choose another name here with --project.',
  })
}
