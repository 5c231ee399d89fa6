import type { ResolvedConfig } from '../../../config/resolved-config.js'
import { getFileIdentity } from '../../file-identity.js'
import { hostname } from 'node:os'
import { dirname } from 'node:path'

/** Labels of Compose, used by `docker compose -p NAME ps`, `logs`, `down` and Docker Desktop; and of homemanager. */
export const LABELS = {
  project: 'com.docker.compose.project',
  service: 'com.docker.compose.service',
  network: 'com.docker.compose.network',
  volume: 'com.docker.compose.volume',
  /** The project directory; used to find orphaned resources. */
  root: 'dev.homemanager.root',
  /** Its identity (`getFileIdentity`), to find it if it was moved. Earlier versions did not record it. */
  directory: 'dev.homemanager.directory',
  /** The host of that directory; a daemon may be shared by several hosts. */
  host: 'dev.homemanager.host',
  /** Digest of the container's settings, to check whether it is still up to date. */
  spec: 'dev.homemanager.spec',
} as const

export function resourceLabels(config: ResolvedConfig): Record<string, string> {
  const directory = getFileIdentity(config.root)
  return {
    [LABELS.project]: config.project,
    [LABELS.root]: config.root,
    [LABELS.host]: hostname(),
    ...(directory === undefined ? {} : { [LABELS.directory]: directory }),
  }
}

export function containerLabels(
  config: ResolvedConfig,
  service: string,
  composeFile: string,
  spec: string,
  imageId: string,
): Record<string, string> {
  return {
    ...resourceLabels(config),
    [LABELS.service]: service,
    [LABELS.spec]: spec,
    'com.docker.compose.config-hash': spec,
    'com.docker.compose.container-number': '1',
    'com.docker.compose.depends_on': '',
    'com.docker.compose.image': imageId,
    'com.docker.compose.oneoff': 'False',
    'com.docker.compose.project.config_files': composeFile,
    'com.docker.compose.project.working_dir': dirname(composeFile),
  }
}

/** The `filters` parameter of the Engine API that selects all resources of a project. */
export function projectFilter(project: string): string {
  return encodeURIComponent(JSON.stringify({ label: [`${LABELS.project}=${project}`] }))
}

export function containerName(project: string, service: string): string {
  return `${project}-${service}-1`
}

export function networkName(project: string): string {
  return `${project}_default`
}

export function volumeName(project: string, volume: string): string {
  return `${project}_${volume}`
}
