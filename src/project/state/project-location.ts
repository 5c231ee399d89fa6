import type { ResolvedConfig } from '../../config/resolved-config.js'

/** The name of a project, its directory and its state directory. */
export type ProjectLocation = Pick<ResolvedConfig, 'project' | 'root' | 'home'>
